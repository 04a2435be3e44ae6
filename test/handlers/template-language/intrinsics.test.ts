import {
  functionOf,
  getAttArguments,
  isIntrinsic,
  isNoValue,
  subArguments,
  subParts,
  subText,
} from '../../../handlers/template-language/intrinsics';

test('An intrinsic is an object whose only key names a function', () => {
  expect([{ Ref: 'A' }, { 'Fn::Sub': '' }, { 'Fn::New': 1 }].map(isIntrinsic)).toEqual([true, true, true]);
  expect([{}, { Ref: 'A', b: 1 }, { Key: 'a' }, null, 'Ref', ['Ref']].map(isIntrinsic)).not.toContain(true);
  expect(functionOf({ 'Fn::Sub': '' })).toBe('Fn::Sub');
  expect(isNoValue({ Ref: 'AWS::NoValue' })).toBe(true);
  expect(isNoValue({ Ref: 'AWS::Region' })).toBe(false);
});

test('An Fn::Sub text is split into text and variables and joined again', () => {
  const text = `a\${B}c\${ D.E }\${!F}\${G`;
  expect(subParts(text)).toEqual([
    { text: 'a' },
    { variable: 'B' },
    { text: 'c' },
    { variable: 'D.E' },
    { text: `\${!F}\${G` },
  ]);
  expect(subText(subParts(`a\${B}\${!C}`))).toBe(`a\${B}\${!C}`);
  expect(subParts('')).toEqual([]);
  expect(subParts(`\${A`)).toEqual([{ text: `\${A` }]);
  expect(subParts(`\${A\${B}}`)).toEqual([{ text: `\${A` }, { variable: 'B' }, { text: '}' }]);
});

test('The arguments of an Fn::Sub are read in both forms', () => {
  expect(subArguments('a')).toEqual({ text: 'a', variables: {} });
  expect(subArguments(['a', { B: 1 }])).toEqual({ text: 'a', variables: { B: 1 } });
  expect(subArguments(['a'])).toEqual({ text: 'a', variables: {} });
  for (const wrong of [undefined, 5, [], [1], ['a', 'b'], ['a', {}, {}]]) expect(subArguments(wrong)).toBeUndefined();
});

test('The arguments of an Fn::GetAtt are read in every form', () => {
  expect(getAttArguments('A.B.C')).toEqual({ logicalId: 'A', attribute: 'B.C' });
  expect(getAttArguments(['A', 'B.C'])).toEqual({ logicalId: 'A', attribute: 'B.C' });
  expect(getAttArguments(['A', 'B', 'C'])).toEqual({ logicalId: 'A', attribute: 'B.C' });
  expect(getAttArguments(['A', { Ref: 'P' }])).toEqual({ logicalId: 'A', attribute: { Ref: 'P' } });
  for (const wrong of [undefined, 'A', '.B', ['A'], [1, 'B'], {}]) expect(getAttArguments(wrong)).toBeUndefined();
});
