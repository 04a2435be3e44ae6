/** CPU units or MiB: `1024` is meant as it is, `1 vCPU` and `2 GB` are multiplied by 1024. */
export function toUnits(text: string, unit: 'vcpu' | 'gb'): number {
  const number = Number.parseFloat(text);
  return text.toLowerCase().replaceAll(' ', '').endsWith(unit) ? number * 1024 : Number(text);
}
