/** Holds the port that tells where the nursery is. Without Vitest there is none. */
export const PORT_VARIABLE = 'MOTO_NURSERY';
