import type { Json } from '../../../../handlers/template-language/json';
import { expanded, findingsOf, service } from '../fixtures';

const section = (API: Json): Json => ({
  Function: { Environment: { Variables: { API, HEALTH: { 'Fn::Sub': `https://\${Web.Endpoint}/health` } } } },
});

test.each(['Globals', 'Hooks'])(
  'A function in %s refers to the generated resources, as in Resources and Outputs',
  (name) => {
    const template = expanded(
      service(
        {},
        { Transform: ['AWS::Serverless-2016-10-31'], [name]: section({ 'Fn::GetAtt': ['Web', 'Endpoint'] }) },
      ),
    );
    expect(template[name]).toEqual({
      Function: {
        Environment: {
          Variables: {
            API: { 'Fn::GetAtt': ['WebRoute', 'Endpoint'] },
            HEALTH: { 'Fn::Sub': `\${WebRoute.BaseUrl}/health` },
          },
        },
      },
    });
  },
);

test('An unknown attribute in Globals is reported, with the name that was probably meant', () => {
  const [line] = findingsOf(service({}, { Globals: section({ 'Fn::GetAtt': ['Web', 'Endpiont'] }) }));
  expect(line).toMatch(
    /^Globals\.Function\.Environment\.Variables\.API\.Fn::GetAtt: Web has no attribute Endpiont; did you mean Endpoint\?/,
  );
});

test.each(['Metadata', 'Rules'])('%s stays as it is, because no function there can name a resource', (name) => {
  const given = section('x');
  expect(expanded(service({}, { [name]: given }))[name]).toEqual(given);
});
