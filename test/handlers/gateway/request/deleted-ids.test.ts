import { idsToDelete } from '../../../../handlers/gateway/request/deleted-ids';

const [old, current, held] = ['stack/Web~r1', 'stack/Web~r2', ['stack/Web~r1', 'stack/Web~r2']];

describe('a Delete removes', () => {
  it('everything if it names the id that CloudFormation knows', () => {
    expect(idsToDelete('stack/Web', held, current, current)).toEqual(held);
  });

  it('everything if it names a stand-in id or none', () => {
    expect(idsToDelete('stack/Web', held, current, 'stack-WebGateway-1ABC')).toEqual(held);
    expect(idsToDelete('stack/Web', held, current)).toEqual(held);
  });

  it('the id that it names, but no other id that is to outlive it', () => {
    const outlives = () => true;
    expect(idsToDelete('stack/Web', held, current, current, outlives)).toEqual([current]);
    expect(idsToDelete('stack/Web', held, current, 'stack-WebGateway-1ABC', outlives)).toEqual([]);
    expect(idsToDelete('stack/Web', held, current, old, outlives)).toEqual([old]);
  });

  it('only the id that it names if that is in a clean-up', () => {
    expect(idsToDelete('stack/Web', held, current, old)).toEqual([old]);
  });

  it('nothing if that id is gone already', () => {
    expect(idsToDelete('stack/Web', [current], current, old)).toEqual([]);
  });
});
