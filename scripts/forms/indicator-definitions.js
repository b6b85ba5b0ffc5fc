// @ts-check
// 口径 of the rows of 法治政府建设综合指标表, in the words of those who fill them. The catalogue's `note` is not it: most notes are its
// makers' remarks to each other (which report has the number, what a rate is made of), and those go nowhere that users see.

const notAddedUp = '汇总时各单位不可直接相加';
const lastYear = '由上年填报表带入。';

/** code of the indicator → its 口径; a code that is not here has none @type {Readonly<Record<string, string>>} */
export const indicatorDefinitions = {
  'ZZLD.FK.FM': `方面是类别，${notAddedUp}。`,
  'ZZLD.FK.WT': `同一份反馈下发各地，${notAddedUp}。`,
  'QZQD.SX': '不含子项；上级汇总时同一事项在各县重复，须按事项编码取并集。',
  'QZQD.XF': '由下放方填报，下级不再累加。',
  'ZWFW.YBSJ.PM': '须同时登记参评总数。',
  'ZWFW.CN.SX': `同一事项目录在各县重复，${notAddedUp}。`,
  'ZWFW.JZ': '按事项目录去重，各级不可直接相加。',
  'ZWFW.FWQ': '服务承诺标准，取最不利值。',
  'ZWFW.HJ.Q': '改革前后对比的基期。',
  'YSHJ.GGZY.DF': '评分制，须同时登记满分。',
  'YSHJ.SX.KB': '服务承诺标准，取最不利值。',
  'SZZF.ZZ.L': '各单位的类别取并集，不可相加。',
  'GFWJ.SC': '对下级报备文件的审查，方向与“报送备案”相反。',
  'XZZF.JCSX': '各级事项目录重复，不可直接相加。',
  'HLWJG.GJ.SX': '上级统一目录，各县相同，不可相加。',
  'XZFY.QT': '补正未答、转送、受理前撤回等。',
  'XZYS.BSL.SN': lastYear,
  'XZYS.YSBSL.SN': lastYear,
  'XZYS.YPBSL.SN': lastYear,
  'XZYS.CTL.SN': lastYear,
  'PFPX.MB.ZXZ': '频次要求，不是完成数。'
};
