import { resolveDynamic } from '../../../../../scripts/local-aws/cloudformation/template/dynamic-references';

test('every dynamic reference anywhere in a value is replaced', async () => {
  const lookUp = async (service: string, key: string) => `<${service} ${key} $&>`;
  const value = {
    A: ['x {{resolve:ssm:/a:1}} {{resolve:ssm:b}}', 5],
    B: { C: '{{resolve:ssm-secure:c}}' },
    D: '{{other}}',
  };
  expect(await resolveDynamic(value, lookUp)).toEqual({
    A: ['x <ssm /a:1 $&> <ssm b $&>', 5],
    B: { C: '<ssm-secure c $&>' },
    D: '{{other}}',
  });
});
