import { idsToDelete } from '../../../../handlers/gateway/request/deleted-ids';

const [old, current, held] = ['stack/Web~r1', 'stack/Web~r2', ['stack/Web~r1', 'stack/Web~r2']];

describe('a Delete means', () => {
  it('everything, when it names what CloudFormation knows', () => {
    expect(idsToDelete('stack/Web', held, current, current)).toEqual(held);
  });

  it('everything, when it names a stand-in or nothing', () => {
    expect(idsToDelete('stack/Web', held, current, 'stack-WebGateway-1ABC')).toEqual(held);
    expect(idsToDelete('stack/Web', held, current)).toEqual(held);
  });

  it('besides what it names, not what is to outlive it', () => {
    const outlives = () => true;
    expect(idsToDelete('stack/Web', held, current, current, outlives)).toEqual([current]);
    expect(idsToDelete('stack/Web', held, current, 'stack-WebGateway-1ABC', outlives)).toEqual([]);
    expect(idsToDelete('stack/Web', held, current, old, outlives)).toEqual([old]);
  });

  it('only the one it names in a clean-up', () => {
    expect(idsToDelete('stack/Web', held, current, old)).toEqual([old]);
  });

  it('nothing, when that went before', () => {
    expect(idsToDelete('stack/Web', [current], current, old)).toEqual([]);
  });
});
