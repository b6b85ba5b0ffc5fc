// The accounts of the demo: every role can be tried. They share one password, which only the demo creates and prints.
import type { Role } from '#core/workflow/actor.ts';
import { units } from './places.ts';

export const demoPassword = 'huibiao-demo';

export interface DemoPerson {
  login: string;
  name: string;
  role: Role;
  /** code of the unit */
  unit: string;
  /** code of the form's department, for clerks */
  department?: string;
}

/** department of the form → the clerk's login, in pinyin */
const clerkLogins: Record<string, string> = {
  民政局: 'minzhengju',
  财政局: 'caizhengju',
  '司法局(法治办)': 'fazhiban',
  政法委: 'zhengfawei',
  '政务服务局(编办)': 'zhengwuju-bianban',
  编办: 'bianban',
  政务服务局: 'zhengwuju',
  司法局: 'sifaju',
  营商局: 'yingshangju',
  公共资源交易中心: 'jiaoyizhongxin',
  '发改委(信用办)': 'fagaiwei',
  市场监管局: 'shichangju',
  公安局: 'gonganju',
  '政务服务和数字化局(大数据局)': 'dashujuju',
  '司法局(立法科)': 'lifake',
  政府办公室: 'zhengfuban',
  城管局: 'chengguanju',
  '司法局(行政复议机构)': 'fuyi',
  '政法委(综治中心)': 'zongzhizhongxin',
  法院: 'fayuan',
  宣传部: 'xuanchuanbu',
  司法所: 'sifasuo',
  党校: 'dangxiao',
  教育局: 'jiaoyuju',
  应急管理局: 'yingjiju',
  水务局: 'shuiwuju',
  林业局: 'linyeju',
  卫健委: 'weijianwei'
};

export const clerkUnit = '530623';

const nameOf = (code: string): string => units.find((unit) => unit.code === code)?.name ?? code;

const coordinator = (unit: string, login: string): DemoPerson => ({
  login,
  name: `${nameOf(unit)} 牵头单位`,
  role: 'coordinator',
  unit
});

const upper = (unit: string, login: string): DemoPerson => ({
  login,
  name: `${nameOf(unit)} 上级审核`,
  role: 'upper',
  unit
});

const others: readonly DemoPerson[] = [
  coordinator('530623', 'yanjin'),
  coordinator('5306-YS1', 'jiaxian'),
  coordinator('5306-YS2', 'yixian'),
  coordinator('5306-YS3', 'bingxian'),
  coordinator('5306-YS4', 'dingxian'),
  coordinator('500109-FX', 'fuxing'),
  coordinator('220200', 'jilin'),
  coordinator('622922', 'kangle'),
  coordinator('130407', 'feixiang'),
  coordinator('321300', 'suqian'),
  upper('530600', 'zhaotong'),
  upper('500109', 'beibei'),
  upper('220000', 'jilinsheng'),
  upper('622900', 'linxia'),
  upper('130400', 'handan'),
  upper('320000', 'jiangsu'),
  { login: 'admin', name: '系统管理员', role: 'administrator', unit: '000000' },
  { login: 'audit', name: '审计员', role: 'auditor', unit: '000000' }
];

/**
 * @param departments  codes of the departments that own rows of the form
 * @returns a clerk in 盐津县 for each of them, and everybody else
 */
export function people(departments: readonly string[]): readonly DemoPerson[] {
  const clerks = departments.map((department, index): DemoPerson => ({
    // a department that was added to the form later still gets an account
    login: `yanjin-${clerkLogins[department] ?? `bumen${index + 1}`}`,
    name: `盐津县${department} 填报员`,
    role: 'clerk',
    unit: clerkUnit,
    department
  }));
  return [...others, ...clerks];
}
