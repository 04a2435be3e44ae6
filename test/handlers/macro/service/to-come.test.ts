import { findingsOf, service } from '../fixtures';

test.each(['Authenticate', 'Domain'])('%s is not a property of the block yet, and is refused by name', (name) => {
  expect(findingsOf(service({ [name]: {} }))).toEqual([
    expect.stringContaining(`Resources.Web.Properties.${name}: is not a property of Express::Service`),
  ]);
});
