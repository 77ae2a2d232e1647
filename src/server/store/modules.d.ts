// Types of imports that aren't TypeScript: the schema's text, and better-sqlite3's entry for each platform.

declare module "*.sql" {
  const text: string;
  export default text;
}

declare module "better-sqlite3/*" {
  import Database from "better-sqlite3";
  export default Database;
}
