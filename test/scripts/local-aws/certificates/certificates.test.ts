import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Certificates } from '../../../../scripts/local-aws/certificates';
import { CertificateUses } from '../../../../scripts/local-aws/certificates/uses';

const ending = new AbortController();
afterAll(() => ending.abort());

test('the certificate of the host itself is preferred to one with a wildcard, and the first is for everybody else', () => {
  const certificates = new Certificates(
    () => mkdtempSync(join(tmpdir(), 'cfn-express-test-')),
    ending.signal,
    () => 0,
    () => {},
  );
  const known = { wild: ['*.shop.test'], exact: ['A.shop.test'], first: ['other.test'] };
  for (const [arn, names] of Object.entries(known)) certificates.know({ arn, names, isIssued: true });
  const arns = ['first', 'wild', 'exact'];
  const [first, wild, exact] = arns.map((arn) => certificates.contextFor([arn]));
  const chosen = ['a.shop.test', 'B.SHOP.test', 'a.b.shop.test', 'shop.test', undefined];
  expect(chosen.map((host) => certificates.contextFor(arns, host))).toEqual([exact, wild, first, first, first]);
  expect(() => certificates.contextFor(['none'])).toThrow('There is no certificate none');
});

test('ACM learns of a use at once, and of its end 15 seconds later', () => {
  let now = 0;
  const uses = new CertificateUses(() => now);
  uses.set('balancer', ['a', 'b']);
  uses.set('distribution', ['a']);
  expect(['a', 'b'].map((arn) => uses.usersOf(arn))).toEqual([['balancer', 'distribution'], ['balancer']]);
  uses.set('balancer', ['b']);
  now = 14;
  expect(uses.usersOf('a')).toEqual(['balancer', 'distribution']);
  now = 15;
  expect(['a', 'b'].map((arn) => uses.usersOf(arn))).toEqual([['distribution'], ['balancer']]);
  uses.set('distribution', []);
  uses.set('distribution', ['a']);
  now = 30;
  expect(uses.usersOf('a')).toEqual(['distribution']);
});
