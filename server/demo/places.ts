// Where the demo plays: real administrative trees with their GB/T 2260 codes, three invented counties marked 演示, and who asks
// whom for what.
import type { UnitLevel } from '#server/storage/storage.ts';

export interface DemoUnit {
  code: string;
  name: string;
  level: UnitLevel;
  parent: string | null;
}

const unit = (code: string, name: string, level: UnitLevel, parent: string | null): DemoUnit => ({
  code,
  name,
  level,
  parent
});

/** Codes with a letter are our own: GB/T 2260 ends at the county, and what is invented has no code. */
export const units: readonly DemoUnit[] = [
  unit('000000', '全国', 'nation', null),
  unit('130000', '河北省', 'province', '000000'),
  unit('130400', '邯郸市', 'prefecture', '130000'),
  unit('130407', '肥乡区', 'county', '130400'),
  unit('220000', '吉林省', 'province', '000000'),
  unit('220200', '吉林市', 'prefecture', '220000'),
  unit('320000', '江苏省', 'province', '000000'),
  unit('321300', '宿迁市', 'prefecture', '320000'),
  unit('500000', '重庆市', 'province', '000000'),
  unit('500109', '北碚区', 'county', '500000'),
  unit('500109-FX', '复兴街道', 'street', '500109'),
  unit('530000', '云南省', 'province', '000000'),
  unit('530600', '昭通市', 'prefecture', '530000'),
  unit('530623', '盐津县', 'county', '530600'),
  unit('5306-YS1', '甲县（演示）', 'county', '530600'),
  unit('5306-YS2', '乙县（演示）', 'county', '530600'),
  unit('5306-YS3', '丙县（演示）', 'county', '530600'),
  unit('5306-YS4', '丁县（演示）', 'county', '530600'),
  unit('620000', '甘肃省', 'province', '000000'),
  unit('622900', '临夏回族自治州', 'prefecture', '620000'),
  unit('622922', '康乐县', 'county', '622900')
];

export interface DemoCollection {
  form: string;
  period: string;
  /** who asks */
  unit: string;
  /** who is asked */
  units: readonly string[];
  title: string;
}

const lawForm = 'fzzf-zhzb';
const informationForm = 'gov-info-2021';
const invented = ['5306-YS1', '5306-YS2', '5306-YS3'];

const law = (period: string, unit: string, units: readonly string[], remark = ''): DemoCollection => ({
  form: lawForm,
  period,
  unit,
  units,
  title: `${period}年法治政府建设综合指标${remark}`
});

export const collections: readonly DemoCollection[] = [
  law('2020', '500109', ['500109-FX']),
  law('2020', '530600', invented, '（演示）'),
  law('2021', '530600', ['530623', ...invented, '5306-YS4'], '（含演示单位）'),
  law('2022', '220000', ['220200']),
  law('2023', '130400', ['130407']),
  law('2024', '622900', ['622922']),
  ...['2022', '2023', '2024', '2025'].map((period) => ({
    form: informationForm,
    period,
    unit: '320000',
    units: ['321300'],
    title: `${period}年政府信息公开工作年度报告`
  }))
];

/** How far the invented sheets have come, so that every stage can be seen; real sheets stay 填报中 and can be typed into. */
export const deedsDone = [
  { unit: '5306-YS1', period: '2020', deeds: ['submit', 'report', 'accept'] },
  { unit: '5306-YS2', period: '2020', deeds: ['submit', 'report', 'accept'] },
  { unit: '5306-YS3', period: '2020', deeds: ['submit', 'report', 'accept'] },
  { unit: '5306-YS1', period: '2021', deeds: ['submit', 'report', 'accept'] },
  { unit: '5306-YS2', period: '2021', deeds: ['submit', 'report'] },
  { unit: '5306-YS3', period: '2021', deeds: ['submit', 'report', 'return'] }
] as const;

/** What a returned sheet was told. */
export const returnReason = '法院、城管局、教育局、应急管理局的指标还没有填报，请补齐后再上报。';
