// The few words in which the two databases' table definitions differ; every migration is plain SQL with these put in.

export interface Words {
  /** type of a column of bytes */
  bytes: string;
  /** column definition of a number that the database gives out */
  counter: string;
  /** after a table whose primary key is also its order on disk */
  keyed: string;
}

export interface Migration {
  /** 1, 2, 3 …, without gaps */
  number: number;
  name: string;
  sql(words: Words): string;
}
