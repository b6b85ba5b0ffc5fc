// The stages of a sheet, the only ones there are (PRODUCT: 未填 填报中 待审核 已退回 已上报 已接收).

export const stages = ['empty', 'filling', 'submitted', 'returned', 'reported', 'accepted'] as const;
/** 未填 | 填报中 | 待审核 | 已退回 | 已上报 | 已接收 */
export type Stage = (typeof stages)[number];

/** 提交 | 上报 | 退回 | 接收 | 解锁 */
export type Deed = 'submit' | 'report' | 'return' | 'accept' | 'unlock';

/** stages in which cells may be written */
export const openStages: readonly Stage[] = ['empty', 'filling', 'returned'];
export const isOpen = (stage: Stage): boolean => openStages.includes(stage);
