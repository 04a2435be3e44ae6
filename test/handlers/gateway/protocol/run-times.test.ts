import { runTimesOf } from '../../../../handlers/gateway/protocol/run-times';

describe('the times of a run', () => {
  test('reserve fifteen seconds at its end: to stop, to continue in another run, to answer', () => {
    expect(runTimesOf(1_000_000, 1_300_000, Number.POSITIVE_INFINITY)).toEqual({
      stopAt: 1_285_000,
      graceMs: 5_000,
      continueBy: 1_295_000,
      sendBy: 1_299_500,
    });
  });

  test('reserve a quarter of a short run', () => {
    expect(runTimesOf(0, 12_000, Number.POSITIVE_INFINITY)).toEqual({
      stopAt: 9_000,
      graceMs: 1_000,
      continueBy: 11_000,
      sendBy: 11_700,
    });
  });

  test('stop the work when the request must be answered, if that is earlier', () => {
    expect(runTimesOf(0, 300_000, 100_000)).toMatchObject({ stopAt: 100_000, sendBy: 299_500 });
  });
});
