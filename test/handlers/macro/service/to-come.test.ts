import { findingsOf, service } from '../fixtures';

test.each(['Authenticate', 'Domain'])('%s is no property of the block yet, and refused by name', (name) => {
  expect(findingsOf(service({ [name]: {} }))).toEqual([
    expect.stringContaining(`Resources.Web.Properties.${name}: is not a property of Express::Service`),
  ]);
});
