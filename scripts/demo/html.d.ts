/** A page with its style and script in it, as `scripts/build.mjs` makes it. */
declare module '*.html' {
  const page: string;
  export default page;
}
