import { Properties } from '../../../../handlers/gateway/request/properties';

const of = (values: Record<string, unknown>) => new Properties(values);

describe('properties as CloudFormation sends them', () => {
  it('are scalars written as strings', () => {
    const properties = of({ a: 'x', b: 7, c: true, d: '', e: null });
    expect(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => properties.text(name))).toEqual([
      'x',
      '7',
      'true',
      undefined,
      undefined,
      undefined,
    ]);
    expect([properties.flag('c'), properties.flag('a'), of({ c: 'True' }).flag('c')]).toEqual([true, false, true]);
    expect(() => of({ a: {} }).text('a')).toThrow('a must be a string');
  });

  it('may all be missing', () => {
    expect(new Properties().text('a')).toBeUndefined();
    expect(() => new Properties().required('a')).toThrow('a is missing');
  });

  it('are lists, or one string that stands for a list', () => {
    expect(of({ a: ['x', ' y', '', null] }).list('a')).toEqual(['x', 'y']);
    expect(of({ a: 'x, y' }).list('a')).toEqual(['x', 'y']);
    expect(of({ a: [] }).list('a')).toBeUndefined();
    expect(of({}).list('a')).toBeUndefined();
  });

  it('are whole numbers within bounds', () => {
    expect(of({ a: '7' }).whole('a', 1, 9)).toBe(7);
    expect(of({}).whole('a', 1, 9)).toBeUndefined();
    for (const value of ['0', '10', '1.5', 'x']) {
      expect(() => of({ a: value }).whole('a', 1, 9)).toThrow(`a must be a whole number from 1 to 9, not "${value}"`);
    }
  });

  it('are one of several words', () => {
    expect(of({ a: 'x' }).oneOf('a', ['x', 'y'])).toBe('x');
    expect(of({}).oneOf('a', ['x', 'y'])).toBeUndefined();
    expect(() => of({ a: 'z' }).oneOf('a', ['x', 'y'])).toThrow('a must be x or y, not "z"');
  });
});
