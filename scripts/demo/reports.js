// @ts-check
// The five reports: who, when, who asks for it, and what follows from a report without standing in it as a figure.

export const reports = [
  {
    key: 'yanjin',
    file: 'report-yanjin-2021',
    unit: '530623',
    period: '2021',
    source: '盐津县人民政府2021年法治政府建设工作情况报告',
    supplements: [
      {
        code: 'XZFY.BJ',
        value: {
          number: '11',
          note: '据“目前已全部办结”推定：报告未单列审结件数，受理11件全部办结，也等于各结果之和',
          quote: '受理11件,不予受理4,目前已全部办结'
        }
      }
    ]
  },
  {
    key: 'fuxing',
    file: 'report-fuxing-2020',
    unit: '500109-FX',
    period: '2020',
    source: '重庆市北碚区人民政府复兴街道办事处关于2020年法治政府建设的报告',
    supplements: []
  },
  {
    key: 'jilin',
    file: 'report-jilin-2022',
    unit: '220200',
    period: '2022',
    source: '吉林市2022年度法治政府建设工作报告',
    supplements: []
  },
  {
    key: 'kangle',
    file: 'report-kangle-2024',
    unit: '622922',
    period: '2024',
    source: '康乐县2024年法治政府建设年度报告',
    supplements: [
      {
        code: 'SFZX.ZX.JC',
        value: { number: '0', note: '报告未载旧存件数，按0计；任何整数的旧存件数都得不出报告所称的64.03%' }
      },
      {
        code: 'FLYZ.XZ',
        value: { number: '0', note: '报告未载行政案件；总数81件等于刑事53件加民事28件，故为0' }
      }
    ]
  },
  {
    key: 'feixiang',
    file: 'report-feixiang-2023',
    unit: '130407',
    period: '2023',
    source: '邯郸市肥乡区2023年法治政府建设年度报告',
    supplements: []
  }
];
