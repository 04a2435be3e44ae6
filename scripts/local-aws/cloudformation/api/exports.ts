import { validationError } from '../../wire/errors';
import type { CloudFormationOperation } from './operation';
import { page } from './paging';
import { required } from './request';

export const listExports: CloudFormationOperation = ({ parameters: query, state: { store } }) => {
  const { entries, NextToken } = page(store.exports(), query);
  return {
    Exports: entries.map(({ name, value, stackId }) => ({ ExportingStackId: stackId, Name: name, Value: value })),
    NextToken,
  };
};

export const listImports: CloudFormationOperation = ({ parameters: query, state: { store } }) => {
  const name = required(query, 'ExportName');
  const importers = store.importers(name);
  if (importers.length === 0) throw validationError(`Export '${name}' is not imported by any stack.`);
  const { entries, NextToken } = page(importers, query);
  return { Imports: entries, NextToken };
};
