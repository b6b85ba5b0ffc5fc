// @ts-check
// 法治政府建设综合指标表, from the harmonised catalogue: one row per indicator, its rules, its owner.
import { indicatorDefinitions } from './indicator-definitions.js';

/** @typedef {{ text: string, expr: string }} SourceRule */
/**
 * @typedef {{ code: string, name: string, name_en: string, uom: string, type: string, decimals: number, formula: string | null,
 *   aggregate: string, nature: string, department: string, rules: SourceRule[], note: string | null }} Indicator
 */
/** @typedef {{ sections: { code: string, name: string, name_en: string, indicators: Indicator[] }[] }} Catalogue */

/** @param {Catalogue} catalogue */
export function makeIndicatorForm(catalogue) {
  const indicators = catalogue.sections.flatMap((section) => section.indicators);
  const departments = [...new Set(indicators.map((indicator) => indicator.department))];
  return {
    format: 1,
    id: 'fzzf-zhzb',
    version: 1,
    title: { zh: '法治政府建设综合指标表', en: 'Indicators of law-based government' },
    printedTitle: '{unit}{year}年法治政府建设综合指标表',
    heads: [],
    signatures: ['单位负责人：', '填表人：', '联系电话：', '报出日期：'],
    periods: { kind: 'year', from: '2018', to: null },
    print: { blank: '', notApplicable: '/', unobtainable: '…' },
    scopes: ['全市', '市本级', '全县', '县级', '县政府', '全区', '区级', '区政府', '全地区'],
    departments: departments.map((code) => ({ code, name: { zh: code } })),
    tables: [
      {
        code: 't1',
        title: { zh: '法治政府建设综合指标', en: 'Indicators of law-based government' },
        corner: '指标名称',
        columns: indicatorColumns,
        rows: catalogue.sections.map((section) => ({
          code: section.code,
          label: { zh: section.name, en: section.name_en },
          value: false,
          children: section.indicators.map(indicatorRow)
        })),
        mainColumn: 'bn'
      }
    ],
    rules: indicators.flatMap((indicator) => indicatorRules(indicator, indicators)),
    source:
      '由五份公开的法治政府建设年度报告（盐津县2021、北碚区复兴街道2020、吉林市2022、康乐县2024、肥乡区2023）归并而成的指标目录；非主管部门制发的报表。'
  };
}

const percentChange = '(:bn - PREV(:bn)) / PREV(:bn) * 100';
const difference = ':bn - PREV(:bn)';

const indicatorColumns = [
  { code: 'dm', label: { zh: '代码', en: 'Code' }, role: 'code', width: 130 },
  { code: 'dw', label: { zh: '计量单位', en: 'Unit' }, role: 'uom', width: 76 },
  { code: 'bn', label: { zh: '本年', en: 'This year' }, width: 110 },
  { code: 'sn', label: { zh: '上年', en: 'Last year' }, formula: 'PREV(:bn)', width: 110 },
  {
    code: 'tb',
    label: { zh: '同比', en: 'Year-on-year' },
    // a count or an amount changes by %, a percentage by 百分点, a rank by places, a mean in its own unit
    formulas: {
      count: percentChange,
      money: percentChange,
      rate: difference,
      'ratio-change': difference,
      rank: difference
    },
    types: { count: 'rate', money: 'rate', rate: 'ratio-change' },
    uomsByUom: { '%': '个百分点' },
    uoms: { count: '%', money: '%' },
    decimalsByType: { count: 2, money: 2, rate: 2, 'ratio-change': 2, rank: 0 },
    width: 110
  }
];

/** @param {Indicator} indicator */
const indicatorRow = (indicator) => ({
  code: indicator.code,
  label: { zh: indicator.name, en: indicator.name_en },
  uom: indicator.uom,
  type: indicator.type,
  decimals: indicator.decimals,
  department: indicator.department,
  aggregate: indicator.aggregate,
  nature: indicator.nature,
  ...(indicator.formula === null ? {} : { formula: indicator.formula }),
  ...(Object.hasOwn(indicatorDefinitions, indicator.code) ? { definition: indicatorDefinitions[indicator.code] } : {})
});

/**
 * @param {Indicator} indicator
 * @param {Indicator[]} all
 */
const indicatorRules = (indicator, all) =>
  indicator.rules.map((rule, index) => {
    const zeroWhenBlank = all.filter(
      ({ code, note }) => note?.includes('缺省按0') && codesOf(rule.expr).includes(code)
    );
    return {
      id: `${indicator.code}-${index + 1}`,
      severity: rule.text.includes('提示级') ? 'explain' : 'must',
      text: { zh: ruleText(indicator, rule) },
      expression: rule.expr,
      ...(zeroWhenBlank.length === 0 ? {} : { zeroWhenBlank: zeroWhenBlank.map(({ code }) => code) })
    };
  });

/**
 * Some rules of the catalogue leave out their subject, which is the row they stand at; read at another row they would say nothing.
 * @param {Indicator} indicator
 * @param {SourceRule} rule
 */
const ruleText = ({ name }, { text }) => (/^[不应等]/.test(text) ? `${name}${text}` : text);

/**
 * @param {string} expression
 * @returns {readonly string[]}
 */
const codesOf = (expression) => expression.match(/[A-Z][A-Z0-9.]*/g) ?? [];
