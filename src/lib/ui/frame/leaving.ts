// What must be done before a person leaves this computer: the open sheet says what is unsaved and wipes its copy.
export interface Leaver {
  /** edits that are not on the server's disk */
  waitingCount(): number;
  /** forgets what this computer keeps of the sheet */
  wipe(): Promise<void>;
}

const leavers = new Set<Leaver>();

export const leaving = {
  /** @returns takes the leaver out again */
  join(leaver: Leaver): () => void {
    leavers.add(leaver);
    return () => leavers.delete(leaver);
  },
  waitingCount: (): number => [...leavers].reduce((count, leaver) => count + leaver.waitingCount(), 0),
  async wipe(): Promise<void> {
    await Promise.all([...leavers].map((leaver) => leaver.wipe()));
  }
};
