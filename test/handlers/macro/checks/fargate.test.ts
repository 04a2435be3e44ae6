import { cpuUnits, memoryMebibytes, sizeErrors } from '../../../../handlers/macro/checks/fargate';
import { findingsOf, service } from '../fixtures';

test.each([
  ['256', 256],
  ['.25 vCPU', 256],
  ['0.5vcpu', 512],
  ['16 vCPU', 16384],
])('%s is %d CPU units', (text, units) => {
  expect(cpuUnits(text)).toBe(units);
});

test.each([
  ['512', 512],
  ['0.5 GB', 512],
  ['2GB', 2048],
])('%s is %d MiB', (text, mebibytes) => {
  expect(memoryMebibytes(text)).toBe(mebibytes);
});

test.each(['', 'x', '1 GiB', '1 core', '-1'])('%p is neither CPU nor memory', (text) => {
  expect(cpuUnits(text)).toBeUndefined();
  expect(memoryMebibytes(text)).toBeUndefined();
});

/** Smallest, largest and step of memory by CPU, from the ECS Developer Guide. */
const RANGES: [number, number, number, number][] = [
  [256, 512, 2048, 512],
  [512, 1024, 4096, 1024],
  [1024, 2048, 8192, 1024],
  [2048, 4096, 16384, 1024],
  [4096, 8192, 30720, 1024],
  [8192, 16384, 61440, 4096],
  [16384, 32768, 122880, 8192],
];

test.each(RANGES)('With Cpu %d, only memory from %d to %d MiB in steps of %d is accepted', (cpu, least, most, step) => {
  for (let memory = 256; memory <= 131072; memory += 256) {
    const fits = memory >= least && memory <= most && memory % step === 0 && !(cpu === 256 && memory === 1536);
    expect([memory, Object.keys(sizeErrors(String(cpu), String(memory)))]).toEqual([memory, fits ? [] : ['Memory']]);
  }
});

test('The largest tasks have one of three sizes of memory', () => {
  for (const memory of ['61440', '120 GB', '249856']) expect(sizeErrors('32 vCPU', memory)).toEqual({});
  expect(sizeErrors('32768', '131072')).toEqual({
    Memory: 'is 131072 MiB, but with Cpu 32768 Fargate allows 61440, 122880, 249856 MiB',
  });
});

test('A wrong pair says what would be right', () => {
  expect(sizeErrors('1024', '512')).toEqual({
    Memory:
      'is 512 MiB, but with Cpu 1024 Fargate allows 2048 to 8192 in steps of 1024 MiB; or use Cpu 256 with 512 MiB',
  });
  expect(sizeErrors('256', '700')).toEqual({
    Memory: 'is 700 MiB, but with Cpu 256 Fargate allows 512, 1024, 2048 MiB',
  });
});

test('If only Cpu or Memory is given, the finding stands there and names the default of the other', () => {
  expect(sizeErrors('4096', '512', { memory: true })).toEqual({
    Cpu: 'is 4096 without Memory, whose default is 512 MiB, but with that Cpu Fargate allows 8192 to 30720 in steps of 1024 MiB; set Memory',
  });
  expect(sizeErrors('256', '4096', { cpu: true })).toEqual({
    Memory:
      'is 4096 MiB, but with Cpu 256, the default, Fargate allows 512, 1024, 2048 MiB; or use Cpu 512, 1024, 2048 with 4096 MiB',
  });
  expect(sizeErrors('256', '512', { cpu: true, memory: true })).toEqual({});
});

test('A block that gives only Cpu or only Memory gets such a finding', () => {
  const Cpu = { 'Fn::If': ['Never', '256', '4096'] };
  const [line] = findingsOf(
    service({ Cpu, Memory: { Ref: 'AWS::NoValue' } }, { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } }),
  );
  expect(line).toMatch(/^Resources\.Web\.Properties\.Cpu: is 4096 without Memory, whose default is 512 MiB/);
  expect(findingsOf(service({ Memory: 4096 }))).toEqual([
    expect.stringMatching(/^Resources\.Web\.Properties\.Memory: is 4096 MiB, but with Cpu 256, the default,/),
  ]);
});

test('An unknown size is not checked', () => {
  expect(sizeErrors(undefined, undefined)).toEqual({});
  expect(sizeErrors(undefined, '512')).toEqual({});
  expect(sizeErrors('256', undefined)).toEqual({});
  expect(Object.keys(sizeErrors('300', undefined))).toEqual(['Cpu']);
});
