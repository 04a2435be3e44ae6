import {
  listOf,
  objectIn,
  objectsOf,
  parseQuery,
  textOf,
  textsOf,
  writeQuery,
} from '../../../../scripts/local-aws/wire/query';

test('a query with member lists becomes nested objects and arrays', () => {
  expect(
    parseQuery('Action=AddTags&ResourceArns.member.1=a&Tags.member.1.Key=k&Tags.member.1.Value=x%20y%2Bz'),
  ).toEqual({
    Action: 'AddTags',
    ResourceArns: ['a'],
    Tags: [{ Key: 'k', Value: 'x y+z' }],
  });
});

test('the flat lists of EC2 become arrays, too', () => {
  expect(parseQuery(Buffer.from('Filter.1.Name=vpc-id&Filter.1.Value.1=v&Filter.1.Value.2=w&GroupId.1=sg'))).toEqual({
    Filter: [{ Name: 'vpc-id', Value: ['v', 'w'] }],
    GroupId: ['sg'],
  });
});

test('the members of a list are in the order of their numbers, whatever order they arrived in', () => {
  expect(parseQuery('L.member.10=c&L.member.2=b&L.member.1=a')).toEqual({ L: ['a', 'b', 'c'] });
});

test('lists inside of lists keep their shape', () => {
  const body = 'Actions.member.1.ForwardConfig.TargetGroups.member.1.Weight=1&Actions.member.1.Type=forward';
  expect(parseQuery(body)).toEqual({
    Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ Weight: '1' }] } }],
  });
});

test('an empty list, which arrives as an empty text, is read as a list without members', () => {
  const { Tags } = parseQuery('Tags=');
  expect([listOf(Tags), textsOf(Tags), objectsOf(Tags)]).toEqual([[], [], []]);
});

test('a member of another kind than the one asked for is left out', () => {
  const { text, list, object } = parseQuery('text=a&list.member.1=b&object.name=c');
  expect([textOf(list), textOf(object), listOf(text), objectIn(text), objectIn(list)]).toEqual([
    undefined,
    undefined,
    [],
    undefined,
    undefined,
  ]);
  expect([textOf(text), textsOf(list), objectIn(object)]).toEqual(['a', ['b'], { name: 'c' }]);
});

test.each(['query', 'ec2'] as const)(
  'an object that was written in the style of %s is read as the same object',
  (style) => {
    const object = {
      Action: 'A',
      Filter: [{ Name: 'n', Value: ['a b', 'c&d=e'] }],
      Deep: { Er: { List: ['x'] } },
      Empty: '',
    };
    expect(parseQuery(writeQuery(object, style))).toEqual(object);
  },
);

test('undefined members are left out, and empty lists are written as AWS does', () => {
  expect(writeQuery({ A: undefined, Tags: [], B: 'b' })).toBe('Tags=&B=b');
});
