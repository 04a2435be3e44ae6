import { Expression } from '../../../../../handlers/gateway/aws/dynamodb/expressions';

it('writes "not higher than" in DynamoDB\'s expression language', () => {
  const expression = new Expression();
  expect(expression.conditions([{ path: ['sent'], atMost: 7 }])).toBe('#n0 <= :v0');
  expect(expression.placeholders()).toEqual({
    ExpressionAttributeNames: { '#n0': 'sent' },
    ExpressionAttributeValues: { ':v0': { N: '7' } },
  });
});
