// @ts-check
// How firmly each form of the library is established, and from where.

/** @typedef {{ grade: 'firm' | 'good' | 'indicators', open?: { zh: string, en: string }, sources: { what: { zh: string, en: string }, address?: string }[] }} Evidence */

/** @param {string} zh @param {string} en @param {string} [address] */
const from = (zh, en, address) => ({ what: { zh, en }, ...(address ? { address } : {}) });

/** @type {Record<string, Evidence>} */
export const evidence = {
  'gov-info-2021': {
    grade: 'firm',
    sources: [
      from(
        '国办公开办函〔2021〕30号全文及格式（三门峡）',
        'Text of the circular with the format (Sanmenxia)',
        'http://zrzy.smx.gov.cn/16903/616589856/1288675.html'
      ),
      from(
        '附件格式（宁国市商务局所存）',
        'The annex (copy kept in Ningguo)',
        'https://275167.com/OpennessContent/download/2277958.html'
      ),
      from(
        '引用该文号的已填年报（平度）',
        'A filled report citing the circular (Pingdu)',
        'http://www.pingdu.gov.cn/bmxxgkml_15/pdsgaj_15/xxgkml_15/ndgzbg_15/202401/t20240116_7794358.shtml'
      ),
      from(
        '怀化市通知：时限和汇总单位',
        'Notice of Huaihua: deadlines and who consolidates',
        'http://www.chnzj.gov.cn/chnzj/c133076/202204/c7190af08a8e4fc49bf5450b10396b52.shtml'
      )
    ]
  },
  'gov-info-2019': {
    grade: 'firm',
    open: {
      zh: '表二第（八）（九）项的合并方式各份公开的表不一；采购总金额的计量单位未定。',
      en: 'Published copies merge items 8 and 9 of table 2 differently; the unit of the procurement total is not fixed.'
    },
    sources: [
      from(
        '国办公开办函〔2019〕60号（章贡区住建局2020年所引）',
        'The circular, named by a report of Zhanggong',
        'http://www.zgq.gov.cn/zgqxxgk/c108645/202101/2354d7f67ae444648fd9bd5397209157.shtml'
      ),
      from('上海市人民政府办公厅2019年年报网页，全部合并格', 'Report 2019 of the Shanghai general office, all merges'),
      from(
        '文登区住建局2019年已填年报',
        'A filled report 2019 (Wendeng)',
        'http://www.wendeng.gov.cn/art/2020/1/15/art_70623_2255748.html'
      ),
      from('安康市2019年已填年报', 'A filled report 2019 (Ankang)', 'https://www.ankang.gov.cn/Content-2027931.html')
    ]
  },
  'enforcement-zj-2021': {
    grade: 'firm',
    open: {
      zh: '表三至表五：标题和填报说明有出处，栏目合并方式和次序按通行样式。',
      en: 'Tables 3 to 5: titles and notes are established, the merging and order of columns are not.'
    },
    sources: [
      from(
        '庆元县2024年度行政执法统计年报（五张表）',
        'Qingyuan county 2024, five tables',
        'http://www.zjqy.gov.cn/art/2025/1/17/art_1229600405_5445725.html'
      ),
      from('杭州市司法局2019年度：行政强制的说明', 'Hangzhou 2019: notes on compulsion', 'https://x05.net/xw7557.html'),
      from(
        '大同市文物局2024年：其他行政执法行为的说明',
        'Datong 2024: notes on other acts',
        'http://www.a-water.cn/dtszf/wwjxzzfzl/202501/9db90889205b409bade30aa6cd7ef050.shtml'
      ),
      from(
        '湖州市商务局2020年：持证率',
        'Huzhou 2020: certificates',
        'http://swj.huzhou.gov.cn/art/2021/1/25/art_1229206781_58924146.html'
      )
    ]
  },
  'enforcement-legacy-2018': {
    grade: 'firm',
    open: {
      zh: '表四至表六：标题有出处，栏目按通行样式；有的地方没有行政拘留一栏。',
      en: 'Tables 4 to 6: titles are established, columns are not; some places have no column of detention.'
    },
    sources: [
      from(
        '广东省依法行政工作领导小组办公室2018年12月29日通知：六张表和填报口径',
        'Guangdong notice of 2018: six tables',
        'http://sft.gd.gov.cn/sfw/zwgk/tzgg/content/post_3571231.html'
      ),
      from(
        '广州市司法局2019年：六张表及说明',
        'Guangzhou 2019: the tables and their notes',
        'https://sfj.gz.gov.cn/xxgk/sjfb/content/post_5750333.html'
      ),
      from(
        '郑州市城市管理局2020年已填表',
        'Zhengzhou 2020, filled',
        'http://public.zhengzhou.gov.cn/D0107Y/4725843.jhtml'
      ),
      from(
        '杭州市公安局西湖风景名胜区分局2022年已填表',
        'Hangzhou West Lake 2022, filled',
        'https://westlake.hangzhou.gov.cn/art/2023/1/20/art_1229452912_59040778.html'
      ),
      from(
        '乐山市教育局2021年已填表（行列转置）',
        'Leshan 2021, filled, transposed',
        'https://lssjyj.leshan.gov.cn/sjyj/jyxytxjs/202202/3821fa955cd1457b992c775d0c236186.shtml'
      )
    ]
  },
  'enforcement-datong-2021': {
    grade: 'firm',
    sources: [
      from(
        '大同市文物局2021年已填表（14栏，元）',
        'Datong 2021, filled, 14 columns, yuan',
        'http://m.96ff.cn/dtszf/wwjxzzfzl/202202/2d342a4317744d54a84772b9528d639e.shtml'
      ),
      from(
        '大同市行政执法统计年报制度',
        'Rules of the annual statistics of Datong',
        'http://kfq.dt.gov.cn/dtjjjskfq/xzzfzl/202107/638367b7968f47bb8b676d1038829bef.shtml'
      ),
      from(
        '大同市文物局2024年填报说明',
        'Notes of 2024',
        'http://www.a-water.cn/dtszf/wwjxzzfzl/202501/9db90889205b409bade30aa6cd7ef050.shtml'
      )
    ]
  },
  'enforcement-huangshi-2023': {
    grade: 'firm',
    open: {
      zh: '只有行政处罚一表有出处；并处时计入哪一类，两家单位的说明不同。',
      en: 'Only the table of penalties is established; two offices count combined penalties differently.'
    },
    sources: [
      from(
        '黄石市商务局2023年已填表',
        'Huangshi commerce 2023, filled',
        'http://sww.huangshi.gov.cn/xxgk/xxgknb/202401/t20240129_1092459.html'
      ),
      from(
        '黄石市自然资源和规划局2023年',
        'Huangshi natural resources 2023',
        'http://zrzy.huangshi.gov.cn/rdzt/xzcfgs/shgk/xzzftjnb/202401/t20240126_1092135.html'
      )
    ]
  },
  'enforcement-chongqing-2022': {
    grade: 'firm',
    open: { zh: '只见表1、表2。', en: 'Only tables 1 and 2 were seen.' },
    sources: [
      from(
        '重庆市永川区市场监督管理局2022年已填表',
        'Yongchuan 2022, filled',
        'http://scjgj.cq.gov.cn/zz/ycq/zfxxgkml/spypjglyjczwgkzl/xzcf/202309/t20230914_12336236.html'
      )
    ]
  },
  'enforcement-shandong-2021': {
    grade: 'firm',
    open: {
      zh: '指标齐全；复议、诉讼各栏的层级和各栏次序，各份公开的表不一。',
      en: 'The indicators are established; copies differ in the order of columns and the nesting of the court columns.'
    },
    sources: [
      from(
        '曲阜市自然资源和规划局2021年已填表',
        'Qufu 2021, filled',
        'http://www.qufu.gov.cn/art/2022/1/24/art_62074_2729946.html'
      ),
      from(
        '某县交通运输局2021年已填表及说明',
        'A county transport office 2021, filled, with notes',
        'https://m.1wenmi.com/doc/743206.html'
      )
    ]
  },
  'reconsideration-2010': {
    grade: 'firm',
    open: {
      zh: '填表说明所见副本不全：“上期结转＋受理”一式以受理还是本期新收为基数，未见明文。',
      en: 'The instructions were seen in part: whether the flow starts from accepted or received cases is not stated.'
    },
    sources: [
      from(
        '国法复统字1号电子表 guofaban.xls',
        'The issued workbook guofaban.xls',
        'https://github.com/xiaoshulinppp/xzfy_webIscp'
      ),
      from(
        '行政复议、行政应诉案件统计制度封面',
        'Cover of the statistical system',
        'https://110ask.com/tuwen/10830820831332869113.html'
      ),
      from('国法复函[2008]2号', 'Letter of 2008 on the statistics', 'http://lsbar.com/law/38761'),
      from(
        '上海市2014年分析：各合计符合勾稽关系',
        'Shanghai 2014: its totals obey the relations',
        'http://sfj.sh.gov.cn/2020zxgk_xzfy/20201102/a38c4c070e364dcfa3dd220ce3796c0d.html'
      )
    ]
  },
  'reconsideration-2015': {
    grade: 'good',
    open: {
      zh: '栏目取自在用系统，未见制发的原表；行政管理类型的修订清单未见，沿用2010年的46类。',
      en: 'The columns come from a working system, the issued form was not seen; the rows are those of 2010.'
    },
    sources: [
      from(
        '在用政务系统的统计页（表头与各栏算式）',
        'A working system: heads and sums',
        'https://github.com/dragdream/cc'
      ),
      from(
        '川府法〔2015〕68号：修订内容',
        'Sichuan 2015: what was revised',
        'http://sfj.yaan.gov.cn/xinwen/show/e6eb0f36-98da-4558-be86-ad3e1525f70b.html'
      )
    ]
  },
  'mediation-administrative': {
    grade: 'firm',
    open: { zh: '仅北京一市；表下三条说明的文字未见。', en: 'One city only; the three printed notes were not seen.' },
    sources: [
      from('在用系统的统计模板', 'Template of a working system', 'https://github.com/xiaoshulinppp/xzfy_webIscp')
    ]
  },
  'mediation-people': {
    grade: 'good',
    open: {
      zh: '一个区的表；司法部的全国表（司基…表）未见。',
      en: 'The form of one district; the national form was not found.'
    },
    sources: [
      from('填写“调解案件统计.xls”的导出程序（厦门市海沧区）', 'The exporter that fills the form (Haicang, Xiamen)')
    ]
  },
  'dispute-sichuan': {
    grade: 'firm',
    sources: [
      from('在用系统所存的表', 'The form as kept by a working system', 'https://github.com/Yanwei-Tim/sichuangrid')
    ]
  },
  'zhongjiang-ledger': {
    grade: 'firm',
    open: {
      zh: '村级表与乡镇表所印的同一逻辑关系不一致（10＝11＋12＋13是否再加14）。全县数不是各表简单相加，要减去层层呈报的重复。',
      en: 'The village and the township form print one relation differently. The county’s figures are not a plain sum: what passes between levels is subtracted.'
    },
    sources: [
      from(
        '村、乡镇、县级部门、全县四张电子表（2015年）',
        'Workbook with four of the forms (2015)',
        'https://github.com/Yanwei-Tim/sichuangrid'
      ),
      from(
        '县台账办月报两份（表四十三）',
        'Two monthly reports of the ledger office',
        'https://github.com/Yanwei-Tim/sichuangrid'
      )
    ]
  },
  'generic-dingxi': {
    grade: 'firm',
    sources: [
      from(
        '附件3：35行和表头',
        'Annex 3: 35 rows and the head',
        'http://www.fsou.net/html/text/lar/170106/17010601_2.html'
      ),
      from('填报说明和平衡关系', 'Notes and relations', 'http://www.fsou.net/html/text/lar/170106/17010601_4.html')
    ]
  },
  'generic-nongjing-2010': {
    grade: 'firm',
    open: {
      zh: '各行的计量单位在所见副本中缺损，按指标含义补；平衡关系按指标含义列出。',
      en: 'The units of measure of the rows were illegible and were supplied; the relations follow from the labels.'
    },
    sources: [
      from('表（三）第1—41行', 'Table 3, rows 1 to 41', 'http://www.fymate.com/html/text/chl/1396/139651_2.html'),
      from(
        '表号、批准文号和表（九）片段',
        'Form number, approval, part of table 9',
        'http://fsou.com/html/text/chl/1396/139651_7.html'
      )
    ]
  },
  'gov-info-putian-2009': {
    grade: 'firm',
    open: { zh: '计量单位未逐行见到。', en: 'The unit of measure of each row was not seen.' },
    sources: [from('莆田市2009年度附表', 'Annex of Putian, 2009')]
  },
  'gov-info-luan-quarter': {
    grade: 'firm',
    open: { zh: '计量单位未逐行见到。', en: 'The unit of measure of each row was not seen.' },
    sources: [from('六安市统计局季度表', 'Quarterly form of Lu’an')]
  },
  'env-five-types': {
    grade: 'indicators',
    open: { zh: '附件表为图片，未能逐格核对。', en: 'The annexed tables are pictures.' },
    sources: [
      from('2020年1—4月通报', 'January to April 2020', 'https://sthjj.tjbh.gov.cn/contents/291/432250.html'),
      from('2021年1—12月通报', 'January to December 2021', 'https://www.h2o-china.com/news/331868.html'),
      from('2018年1—9月通报', 'January to September 2018', 'https://www.gov.cn/xinwen/2018-10/29/content_5335328.htm'),
      from('2016年11月通报（本期与累计）', 'November 2016', 'http://news.17huanbao.com/hyxw/news_122172.html')
    ]
  },
  'normative-docs': {
    grade: 'indicators',
    open: { zh: '未见全国统一的表式。', en: 'No national form was found.' },
    sources: [
      from(
        '内政办字〔2011〕139号（内蒙古2010年）',
        'Inner Mongolia 2010',
        'http://fsou.com/html/text/lar/172915/17291583.html'
      ),
      from(
        '乐清市2020年备案和清理',
        'Yueqing 2020',
        'http://www.yueqing.gov.cn/art/2021/1/26/art_1229461055_59142103.html'
      ),
      from('濮阳县2023年清理', 'Puyang 2023', 'https://ixbang.com/bid/detail/785E411112727D7CAF9705DA0CA65FAB.html'),
      from('河南省2008年清理', 'Henan 2008', 'https://www.5law.cn/gov/news/200812/17.1319.shtml')
    ]
  },
  'double-random': {
    grade: 'firm',
    open: {
      zh: '仅一县的计划表；抽查结果的统计表未见。',
      en: 'The plan of one county; the form of results was not found.'
    },
    sources: [
      from(
        '上高县市场监督管理局2023年计划表',
        'Shanggao 2023',
        'https://mywgg.com/sgxrmzf/sjccsxjjh/202312/80b73b7de85647f8af98afaa006ccb5f.shtml'
      )
    ]
  }
};
