/** CloudFormation's quotas ("Understand CloudFormation quotas", CloudFormation User Guide). */

/** Members of a template's sections. */
export const MOST_PARAMETERS = 200;
export const MOST_MAPPINGS = 200;
export const MOST_RESOURCES = 500;
export const MOST_OUTPUTS = 200;

/** Characters of a name in any of these sections. */
export const LONGEST_NAME = 255;

/** Bytes of a processed template. */
export const MOST_BYTES = 1_000_000;
