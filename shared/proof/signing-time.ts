const form = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;

/** The time that an X-Amz-Date says, in seconds since 1970; `undefined` where it is no time, the 30th of February for one. */
export function signingTime(date: string): number | undefined {
  const iso = date.replace(form, '$1-$2-$3T$4:$5:$6Z');
  const time = form.test(date) ? Date.parse(iso) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString() !== iso.replace('Z', '.000Z')) return undefined;
  return time / 1000;
}
