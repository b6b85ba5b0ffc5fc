// Every bound of the live rooms, each with its reason. Tests attack each of them.

export const liveLimits = {
  /** A whole sheet of 500 × 30 cells written offline is about 1.5 MB; more is no edit of one person. */
  updateBytes: 2 * 1024 * 1024,
  /** A frame is an update and a few bytes; ws closes the socket of a longer one (1009) before it is in memory. */
  frameBytes: 4 * 1024 * 1024,

  /** A client says two or three things before it is answered (hello, presence, question for presence). */
  keptFrames: 32,
  keptBytes: 2 * 1024 * 1024,
  /** A stranded client sends only refused updates; some twenty tell apart bad luck and not understanding. */
  refusalsInARow: 20,
  /**
   * Updates behind a gap: a fast writer has had hundreds on their way when it hears that it is asked for all it holds, and none of them is
   * lost, for its answer has them. A client that never answers stops here.
   */
  gapsInARow: 1_000,
  /** Cells named in one *refused*; a longer list helps nobody and costs the sender of garbage nothing. */
  cellsNamed: 200,
  /** A cell's key in that list; what a stranger sends may be a megabyte long. */
  keyLength: 200,

  /**
   * What one session may have waiting in a sheet's intake; beyond it its socket is read no further (TCP holds the sender back), so one
   * writer's flood waits in its own browser and not before everybody else's edits.
   */
  waitingFrames: 400,
  waitingBytes: 4 * 1024 * 1024,
  /** Sustained and burst; a person makes 10 frames a second, a script that is let alone a few hundred. */
  framesPerSecond: 400,
  framesBurst: 4000,
  bytesPerSecond: 1024 * 1024,
  bytesBurst: 8 * 1024 * 1024,
  /** A hello costs an encoding of the document (cached while nothing is written); a client says one for each connection. */
  hellosPerSecond: 2,
  hellosBurst: 20,

  /** One transaction: what is applied in one go blocks all other sheets for that long, and a commit of some hundred rows takes a few ms. */
  batchUpdates: 400,
  batchBytes: 512 * 1024,
  batchMs: 8,
  /**
   * After a commit the next one waits this long for each receiver, so that what comes meanwhile is one frame: a send costs about 5 µs
   * whatever its size. 100 people: 7.5 ms, so telling takes a tenth of the time at most. Nobody waits when nothing was committed just before.
   */
  pauseMsPerReceiver: 0.075,
  pauseMsMost: 25,
  /**
   * The same for each other sheet that rests just then: a commit costs 0.1 ms whatever it holds. Counted from the beginning of the commit, which
   * waits for others' beside many sheets. Below 3,000 commits a second hardly anybody waits; beyond, each holds more, and the wait stays within
   * a quarter of a second.
   */
  pauseMsPerSheet: 0.3,
  pauseMsMostSheets: 120,
  /** A write that finds the sheet moved by another node loads it anew and tries again; a fourth loss in a row is a fault. */
  commitTries: 4,
  /** SQLite answers in milliseconds; a disk that takes longer than this is as good as broken for people who type. */
  commitLimitMs: 30_000,
  loadLimitMs: 30_000,
  deedLimitMs: 60_000,
  /** Edits that the full disk did not take wait this long before they are tried again: making room takes a person minutes. */
  fullDiskPauseMs: 3_000,
  /** So many edits of one sheet wait for room at most; then all who have it open come again and keep theirs meanwhile. */
  fullDiskWaiting: 10_000,

  /** Meetings of two people's writes, told again to who was cut off just then; a paste over a paste makes hundreds. */
  racesKept: 400,
  racesKeptMs: 120_000,
  /** of them in one frame */
  racesTold: 200,

  /** Law 13: documents stay small. */
  rowsPerSnapshot: 500,
  bytesPerSnapshot: 256 * 1024,
  /**
   * Client ids in a document before it is renewed: when nobody has the sheet open, and while people work in it (their browsers then take
   * all cells anew). An edit costs 25 µs of Yjs with 1 id, 60 µs with 500, 140 µs with 1,000, 1.3 ms with 5,000; a renewal as much as all
   * cells written once. 1,000 ids are more page loads than a sheet sees on a busy day.
   */
  clientsAtRest: 250,
  clientsAtWork: 1_000,
  /** Encoded answers to hellos, kept until the next commit: a restart makes everybody say the same hello at once. */
  answersKept: 32,

  /** A sheet stays in memory this long after the last one left: reloading a page leaves and comes back. */
  unloadAfterMs: 15_000,
  /** Open sheets ask the disk for their number and stage: heals a lost announcement, and shows what another process wrote. */
  checkEveryMs: 10_000,

  /** A slow reader: beyond the first bound frames are left out and made up for later in one, beyond the second the socket is closed. */
  lagBytes: 512 * 1024,
  lagLimitBytes: 16 * 1024 * 1024,
  /** below this a lagging socket is caught up */
  lagOverBytes: 64 * 1024,
  lagCheckMs: 100,
  lagLimitMs: 60_000,
  /** y-websocket hangs up after 30 s without a message, and protocol pings do not count. */
  quietMs: 20_000,
  /** Nothing came for this long, not even the answer to a ping: nobody is there, or nobody reads. Networks stay away some ten seconds. */
  deafMs: 90_000,
  /** Presence of everybody is told as one frame this often; moving with the arrow keys makes 30 a second. */
  presenceMs: 250,
  /** One after another on one connection; a page has one. Each that has left is remembered for a while. */
  clientsSpokenFor: 20,
  /** A client id that has left stays its person's this long: clients repeat what they heard of others, and a repetition may come late. */
  departedMs: 120_000,
  /** An open connection asks again whether its session still holds: an expiry announces itself to nobody. */
  recheckMs: 300_000,
  /** A socket that does not answer a closing is cut. */
  closeLimitMs: 3_000,
  /** Opening handshake: who has not been let in by then is gone. */
  openLimitMs: 20_000,
  /** people of one deadline hour, with a margin; each socket costs about 20 KB */
  sessions: 10_000,
  /** a whole office may share an account; a script gone wild stops here */
  sessionsPerPerson: 500,
  /**
   * Connections of one signed-in session: twenty tabs that come back every two seconds are 10 a second for a while. Beyond, one is closed
   * at once as "too-fast" and the seconds to wait: a loop costs a handshake, and no greeting with the whole sheet.
   */
  comingsBurst: 300,
  comingsPerMinute: 240,
  /**
   * Connections from one address that nobody is signed in with; an office behind one address makes a few at the end of a day. Beyond,
   * strangers are answered 429 before the handshake; who is signed in comes in from the same address as ever.
   */
  strangersBurst: 200,
  strangersPerMinute: 120
} as const;

export type LiveLimits = { readonly [Name in keyof typeof liveLimits]: number };

/** Tokens that refill with time; a bucket may go into debt once, so that a single large frame passes and the next one waits. */
export interface Bucket {
  level: number;
  /** ms */
  at: number;
}

export const fullBucket = (burst: number, now: number): Bucket => ({ level: burst, at: now });

/** Takes `amount` and returns for how many ms nothing more should be taken; 0: go on. */
export function take(bucket: Bucket, amount: number, perSecond: number, burst: number, now: number): number {
  bucket.level = Math.min(burst, bucket.level + ((now - bucket.at) / 1000) * perSecond) - amount;
  bucket.at = now;
  return bucket.level >= 0 ? 0 : Math.ceil((-bucket.level / perSecond) * 1000);
}
