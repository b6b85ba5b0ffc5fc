// The words of the screen in Chinese, complete: en.ts has the same shape, so a missing key is a compile error.
import type { ProblemCode } from '#core/basics/problem.ts';
import type { ValueMistakeCode } from '#core/forms/read-value.ts';
import type { RefusalReason } from '#core/sheet/messages.ts';
import type { ImportProblem, ImportReport } from '#core/workbook/import-report.ts';
import type { Finding } from '#core/validation/finding.ts';
import type { Role } from '#core/workflow/actor.ts';
import type { Deed, Stage } from '#core/workflow/stages.ts';
import type { ConnectionState } from '#live/open-sheet.ts';
import type { ClipMistake } from '#ui/clipboard/clip-block.ts';
import type { PasteMistakeCode } from '#ui/clipboard/read-pasted.ts';
import type { PlaceMistake } from '#ui/grid/take-in.ts';

type ImportState = 'waiting' | 'reading' | 'ready' | 'failed' | 'writing' | 'written' | 'undone';
type ExportState = 'waiting' | 'writing' | 'ready' | 'failed';
type UnitLevel = 'nation' | 'province' | 'prefecture' | 'county' | 'street' | 'village' | 'body';
type Origin = 'typing' | 'api' | 'import' | 'seed';
/** every reason why a cell is closed to me or an edit did not get in */
export type WhyNot = RefusalReason | 'read-only-role' | 'not-loaded';

export const zh = {
  product: { name: '汇表', line: '多部门共填一张表', skip: '跳到正文', language: '语言', other: 'English' },

  common: {
    open: '打开',
    close: '关闭',
    cancel: '取消',
    confirm: '确定',
    save: '保存',
    add: '添加',
    search: '查找',
    all: '全部',
    none: '无',
    more: '更多',
    retry: '重试',
    back: '返回',
    download: '下载',
    unit: '填报单位',
    form: '报表',
    period: '填报期',
    stage: '状态',
    deadline: '截止时间',
    progress: '进度',
    department: '部门',
    name: '名称',
    code: '代码',
    state: '状态',
    time: '时间',
    person: '人员',
    reason: '理由',
    required: '必填',
    loading: '正在载入…',
    noDeadline: '未设截止时间',
    daysLeft: (days: number) => `还剩 ${days} 天`,
    hoursLeft: (hours: number) => `还剩 ${hours} 小时`,
    overdueDays: (days: number) => `已逾期 ${days} 天`,
    overdueToday: '今日已逾期',
    filledOf: (filled: number, all: number) => `${filled} / ${all}`,
    percent: (percent: number) => `${percent}%`,
    versionHead: '版本',
    version: (version: number) => `第 ${version} 版`,
    listSeparator: '、',
    sentenceSeparator: '；'
  },

  nav: {
    work: '我的填报表',
    totals: '汇总',
    imports: '导入',
    exports: '导出',
    setup: '设置',
    main: '主导航',
    account: '账户',
    changePassword: '修改密码',
    signOut: '退出登录',
    signOutHint: '同时清除本机的离线副本'
  },

  stages: {
    empty: '未填',
    filling: '填报中',
    submitted: '待审核',
    returned: '已退回',
    reported: '已上报',
    accepted: '已接收'
  } satisfies Record<Stage, string>,

  deeds: {
    submit: '提交',
    report: '上报',
    return: '退回',
    accept: '接收',
    unlock: '解锁'
  } satisfies Record<Deed, string>,

  deedAsks: {
    submit: '提交后本表转为“待审核”，各部门不能再改。确定提交？',
    report: '上报后本表封存并送上级，须经上级退回才能再改。确定上报？',
    return: '退回后各部门可以继续修改，请写明退回理由。',
    accept: '接收后本表不能再改，除非解锁。可填写意见。',
    unlock: '解锁后本表重新开放修改，请写明解锁理由。'
  } satisfies Record<Deed, string>,

  roles: {
    clerk: '填报人',
    coordinator: '牵头单位',
    upper: '上级',
    administrator: '系统管理员',
    auditor: '审计员'
  } satisfies Record<Role, string>,

  levels: {
    nation: '国家',
    province: '省级',
    prefecture: '市级',
    county: '县级',
    street: '乡镇（街道）',
    village: '村（社区）',
    body: '机构'
  } satisfies Record<UnitLevel, string>,

  origins: { typing: '录入', api: '接口', import: '导入', seed: '初始数据' } satisfies Record<Origin, string>,

  importStates: {
    waiting: '排队中',
    reading: '读取中',
    ready: '待确认',
    failed: '未能读取',
    writing: '写入中',
    written: '已写入',
    undone: '已撤销'
  } satisfies Record<ImportState, string>,

  exportStates: { waiting: '排队中', writing: '生成中', ready: '可下载', failed: '失败' } satisfies Record<
    ExportState,
    string
  >,

  connection: {
    connecting: '正在连接',
    online: '已连接',
    offline: '离线',
    closed: '已断开'
  } satisfies Record<ConnectionState, string>,

  problems: {
    'not-signed-in': '登录已失效，请重新登录。',
    'wrong-name-or-password': '用户名或密码不正确。',
    'too-many-tries': '尝试次数过多，请稍后再试。',
    'foreign-origin': '请求来自别的网站，已拒绝。',
    'not-allowed': '您没有做这件事的权限。',
    'not-found': '没有找到，或您无权查看。',
    'wrong-method': '该地址不支持这种请求方法。',
    malformed: '填写的内容不合要求。',
    'unknown-code': '有不认识的代码。',
    'already-exists': '已经存在同样的代码或名称。',
    'stage-closed': '本表当前状态不能这样做。',
    'changed-meanwhile': '刚才有人改动，请核对后重试。',
    'findings-open': '还有审核结果没有处理，不能提交。',
    'explanation-empty': '说明过于笼统，请写明具体原因（“核实无误”“情况属实”之类不算说明）。',
    'cells-refused': '有单元格不能写入，本次未作任何改动。',
    'form-invalid': '报表定义有误。',
    'file-too-large': '文件过大。',
    'file-unreadable': '文件无法读取，可能已损坏。',
    'file-encrypted': '文件已加密，请去除密码后再导入。',
    'file-kind': '不支持这种文件。请使用 .xlsx、.xls 或 .csv。',
    'file-hostile': '文件结构异常，为安全起见没有读取。',
    'took-too-long': '处理超时，请稍后再试。',
    busy: '系统正忙，请稍后再试。',
    'disk-full': '服务器存储空间不足，暂时不能保存。请联系系统管理员。'
  } satisfies Record<ProblemCode, string>,

  /** fields that a refusal may name */
  fields: {
    text: '理由或说明',
    login: '用户名',
    name: '名称',
    password: '密码',
    current: '当前密码',
    next: '新密码',
    code: '代码',
    level: '级别',
    parent: '上级单位',
    grants: '权限',
    department: '部门',
    form: '报表',
    version: '版本',
    period: '填报期',
    title: '任务名称',
    unit: '单位',
    units: '填报单位',
    dueAt: '截止时间',
    file: '文件',
    sheet: '填报表'
  },

  whys: {
    'reason-needed': '请写明理由。',
    'too-short': '过短。',
    'too-long': '过长。',
    empty: '不能为空。',
    taken: '已被占用。',
    'too-common': '过于常见，容易被猜到。',
    'same-as-login': '不能与用户名相同。',
    'same-as-current': '与当前密码相同。',
    'not-a-period': '应写作 2024、2024-H1、2024-Q3 或 2024-05。',
    'other-kind': '与报表的填报周期不一致。',
    'out-of-range': '不在报表的有效期内。',
    'not-below': '不是发起单位或其下级。'
  },

  problemOf: {
    field: (name: string) => `问题在：${name}。`,
    place: (at: string) => `位置：${at}`,
    code: (code: string) => `代码：${code}`,
    least: (count: string) => `至少 ${count} 个字符。`,
    limit: (limit: string) => `上限：${limit}`,
    retryAfter: (seconds: number) => `请在 ${seconds} 秒后再试。`,
    number: (number: string) => `请向系统管理员提供编号：${number}`
  },

  whyNot: {
    'foreign-cell': '属于其他部门，您不能修改',
    'not-entered': '由公式计算或按规定不填',
    'unknown-cell': '报表中没有这个单元格',
    'stage-closed': '本表当前状态不能修改',
    'bad-value': '数值不合要求',
    'not-cells': '内容不是单元格数据',
    'clock-gap': '与服务器版本不连续，已重新取回',
    'too-large': '内容过长',
    'too-fast': '改动过快，请稍候',
    malformed: '格式不正确',
    'changed-meanwhile': '他人刚刚改过此格',
    'read-only-role': '您只能查看',
    'not-loaded': '数据尚未载入'
  } satisfies Record<WhyNot, string>,

  findingKinds: {
    rule: '审核关系',
    scope: '口径范围不一',
    decimals: '小数位数过多',
    negative: '不应为负数',
    stated: '与所载数字不符'
  } satisfies Record<Finding['kind'], string>,

  findings: {
    must: '强制性',
    explain: '核实性',
    mustHint: '必须改正，否则不能提交',
    explainHint: '核实后改正，或写明说明',
    place: (number: number, label: string) => `第 ${number} 行“${label}”`,
    placeOf: (table: string, place: string) => `${table}${place}`,
    lastYear: (place: string) => `上年同期${place}`,
    amount: (place: string, shown: string) => `${place}＝${shown}`,
    doesNotHold: (comparison: string) => `${comparison}，不成立`,
    ruleBroken: (text: string, comparison: string) => `${text}：现为 ${comparison}，不成立`,
    scope: (places: string) => `${places}的口径范围不同，不能比较`,
    decimals: (place: string, shown: string) => `${place}填了 ${shown}，小数位数超过规定`,
    negative: (place: string, shown: string) => `${place}填了 ${shown}，计数不应为负`,
    stated: (place: string, stated: string, own: string) => `${place}文件所载为 ${stated}，本表为 ${own}，两者不符`,
    blankShown: '未填'
  },

  nothings: { blank: '未填', zero: '0', notApplicable: '不适用', unobtainable: '无法取得' },

  qualifiers: { none: '（无）' },

  errors: {
    title: '出现问题',
    notFound: '没有找到这个页面',
    notAllowed: '您无权查看这个页面',
    signedOut: '请重新登录',
    server: '系统出错了。已保存的数据不受影响。',
    toWork: '回到我的填报表',
    toLogin: '去登录',
    status: (status: number) => `错误 ${status}`
  },

  login: {
    title: '登录',
    login: '用户名',
    password: '密码',
    enter: '登录',
    entering: '正在登录…',
    help: '忘记密码请联系本单位的系统管理员。'
  },

  account: {
    title: '修改密码',
    current: '当前密码',
    next: '新密码（至少 10 个字符）',
    again: '再输一次新密码',
    differs: '两次输入的新密码不一致。',
    changed: '密码已修改。'
  },

  signOut: {
    title: '正在退出…',
    waiting: (count: number) => `还有 ${count} 处改动没有保存到服务器，退出会丢掉它们。确定退出？`
  },

  work: {
    title: '我的填报表',
    hint: '按填报任务列出您能看到的填报表',
    find: '按单位、报表、填报期查找',
    nobody: '还没有填报表',
    nobodyHint: '牵头单位开出填报任务后，您的填报表会出现在这里。如已收到通知，请联系牵头单位核对您的部门和单位。',
    nobodySetup: '请先在“设置 → 填报任务”中开出任务。',
    noMatch: '没有符合条件的填报表',
    clearFilter: '清除条件',
    count: (count: number) => `${count} 张`,
    inOf: (done: number, all: number) => `已报 ${done} / ${all}`,
    missing: (names: string) => `尚未上报：${names}`,
    missingMore: (names: string, count: number) => `尚未上报：${names} 等 ${count} 个单位`,
    anyStage: '全部状态',
    mine: '我的部门',
    allRows: '全部指标',
    readOnly: '只读',
    myProgress: '填报进度'
  },

  sheet: {
    saved: (time: string) => `已保存 ${time}`,
    savedPlain: '已保存',
    saving: (count: number) => `保存中 ${count}`,
    offline: '离线',
    restarting: (count: number) =>
      count > 0 ? `服务器正在重启，${count} 项填写不会丢，稍后自动保存` : '服务器正在重启，填写不会丢，稍后自动连接',
    diskFull: (count: number) => `服务器存储空间不足，${count} 项暂存在本机，腾出空间后自动保存`,
    offlineWaiting: (count: number) => `离线，${count} 项待保存`,
    connecting: '正在连接…',
    people: '在场人员',
    peopleHere: (count: number) => `${count} 人在场`,
    at: (label: string) => `正在看“${label}”`,
    editing: (label: string) => `正在填“${label}”`,
    elsewhere: '未选单元格',
    export: '导出 Excel',
    exporting: '正在生成…',
    import: '导入',
    history: '变动记录',
    legend: '图例',
    help: '帮助',
    keys: '键盘操作',
    sections: '目录',
    sectionsHide: '收起目录',
    sectionsShow: '展开目录',
    panelHide: '收起右栏',
    panelShow: '展开右栏',
    find: '按名称或代码查找指标',
    findNone: '没有符合的指标',
    filter: '筛选',
    filterAll: '全部',
    filterMine: '我的指标',
    filterBlank: '未填',
    filterDoubtful: '有问题',
    shownRows: (shown: number, all: number) => `显示 ${shown} / ${all} 行`,
    filterEmpty: '没有符合条件的指标',
    tables: '表',
    undo: '撤销',
    redo: '恢复',
    grid: (title: string) => `${title}，可编辑表格`,
    rowNumber: '行号',
    indicator: '指标名称',
    code: '代码',
    uom: '计量单位',
    corner: '项目',
    sum: '求和',
    count: '计数',
    average: '平均',
    writable: '可填',
    readOnlySheet: '只读',
    lockedStage: (stage: string) => `本表${stage}，不能修改`,
    lockedRole: '您只有查看权限',
    loading: '正在载入表格…',
    loadingOffline: '连不上服务器，本机也没有这张表的副本。网络恢复后会自动载入。',
    closedSignedOut: '登录已失效，请重新登录。未保存的改动仍留在本机，登录后会继续保存。',
    closedNotAllowed: '您已无权查看这张填报表。',
    closedNotFound: '这张填报表不存在。',
    gridFailed: '表格未能载入，请刷新页面重试。',
    leave: '还有改动没有保存到服务器。'
  },

  legend: {
    mine: '可填：属于我',
    foreign: '不可填：他人部门',
    derived: '公式计算',
    blocked: '按规定不填',
    waiting: '等待保存',
    must: '强制性问题，必须改正',
    explain: '核实性问题，须说明',
    note: '有备注或出处',
    draft: '未写入的内容，须改正',
    nothing: '不适用、无法取得',
    person: '他人所在的单元格'
  },

  keys: {
    enter: 'Enter 向下；Tab 向右后再按 Enter 回到起始列的下一行',
    edit: 'F2 修改，直接输入则替换，Esc 放弃',
    clear: 'Delete 清为“未填”',
    undo: 'Ctrl+Z 撤销、Ctrl+Y 恢复（只动自己的改动）',
    copy: 'Ctrl+C、Ctrl+X、Ctrl+V 与 Excel、WPS 互相粘贴；一次粘贴是一步撤销',
    fill: 'Ctrl+D 向下填充，Ctrl+R 向右填充，或拖动填充柄',
    jump: 'Ctrl+方向键跳到区域边缘，Ctrl+Home 回到开头',
    find: 'Ctrl+F 查找指标',
    details: 'Ctrl+Enter 查看单元格详情',
    save: 'Ctrl+S 查看是否已保存（自动保存，无须手动）'
  },

  menu: {
    copy: '复制',
    clear: '清为未填',
    notApplicable: '填“不适用”',
    unobtainable: '填“无法取得”…',
    details: '单元格详情',
    history: '变动记录'
  },

  notices: {
    refusedText: (label: string, text: string, reason: string) => `${label}：“${text}”没有写入，${reason}`,
    outside: '表格之外',
    converted: (label: string, text: string, number: string, uom: string) =>
      `${label}：“${text}”已换算为 ${number} ${uom}`,
    locked: (label: string, reason: string) => `${label}：${reason}`,
    pasted: (written: number) => `已写入 ${written} 格`,
    pastedSome: (written: number, refused: number) => `已写入 ${written} 格，${refused} 格没有写入`,
    hiddenLeft: (rows: number, columns: number) =>
      `；来源中隐藏的${rows > 0 ? ` ${rows} 行` : ''}${columns > 0 ? ` ${columns} 列` : ''}没有粘贴`,
    clipboard: {
      empty: '剪贴板里没有文字或表格',
      'too-large': '剪贴板里的内容太多，请只复制需要填报的部分'
    } satisfies Record<ClipMistake, string>,
    copyApart: '选中的几块既不在相同的行，也不在相同的列，不能一起复制',
    filled: (written: number) => `已改动 ${written} 格`,
    undoneLeft: (count: number) => `${count} 格在您之后被他人改过，保持不变`,
    nothingToUndo: '没有可撤销的改动',
    nothingToRedo: '没有可恢复的改动',
    serverRefused: (count: number) => `${count} 处改动未被服务器接受，请处理`,
    overwritten: (label: string, theirs: string, mine: string) =>
      `${label}刚被改为 ${theirs}，您填的 ${mine} 已被覆盖，可在变动记录中查到`,
    overwrote: (label: string, mine: string, theirs: string) =>
      `${label}有人同时填了 ${theirs}，现为您填的 ${mine}，两者都在变动记录中`,
    exported: '文件已生成',
    explained: '说明已保存',
    decided: (stage: string) => `本表已转为“${stage}”`,
    see: '查看',
    jump: '定位',
    dismiss: '关闭提示'
  },

  /** why a typed or pasted text was not taken */
  mistakes: {
    'not-a-number': '不是数字',
    grouping: '逗号或小数点的位置不对',
    'trailing-minus': '负号请写在数字前面',
    'leading-zero': '以 0 开头，像代码而不像数字',
    'two-numbers': '含有两个数字',
    date: '像日期',
    exponent: '不接受科学计数法',
    formula: '不接受公式，本表由系统计算',
    percent: '这里不填百分数',
    unit: '计量单位不同',
    scale: '这里不能用“万”“亿”',
    currency: '这里不填金额',
    'two-qualifiers': '有两个限定词',
    'ambiguous-none': '“无”可能是 0 也可能是不适用，请写明',
    'reason-missing': '“无法取得”要写明原因',
    'too-long': '内容过长',
    'outside-table': '超出表格范围',
    'not-a-cell': '这里不是数据单元格',
    'on-heading': '这一行是标题，其后各行可能错了位，请核对或撤销',
    'hidden-number': '来源单元格列宽不足，只显示 ####，请在来源处加宽后再复制',
    'shown-differs': '显示的与单元格里实际的数不一致，请核对后手工填写',
    'hidden-sign': '来源用颜色表示负数，看不出正负，请手工填写',
    'dash-or-zero': '会计格式中的“-”是 0，本表中是不适用，请写明',
    'sheet-error': '来源单元格是公式错误'
  } satisfies Record<ValueMistakeCode | PasteMistakeCode | PlaceMistake, string>,

  /** @param detail what stood in the way, or the unit that was expected */
  mistakeDetail: (detail: string) => `（${detail}）`,

  panel: {
    title: '右栏',
    findings: '审核结果',
    cell: '单元格',
    history: '变动记录',
    refused: '未写入',
    noFindings: '目前没有审核问题',
    findingCount: (must: number, explain: number) => `强制性 ${must} 项，核实性 ${explain} 项`,
    onlyOpen: '只看未说明的',
    explained: '已说明',
    explainedBy: (name: string, time: string) => `${name} ${time}`,
    explanationVoid: '数值变动，原说明失效',
    explainAsk: '说明原因',
    explainPlaceholder: '写明具体原因，例如：新增了哪一类案件、统计口径如何变化',
    explainSave: '保存说明',
    explainChange: '修改说明',
    noCell: '选中一个单元格查看详情',
    value: '当前值',
    computedAs: '计算公式',
    operands: '组成',
    cannotCompute: '暂不能计算',
    because: (names: string) => `缺少：${names}`,
    divisionByZero: '除数为 0，显示为 —',
    lastYear: '上年同期',
    noLastYear: '无上年数据',
    department: '填报部门',
    coordinatorOnly: '牵头单位',
    definition: '口径',
    kind: '内容',
    kindNumber: '数值',
    kindText: '文字',
    unobtainableReason: '无法取得的原因',
    qualifier: '限定词',
    scope: '口径范围',
    note: '备注',
    quote: '出处原文',
    apply: '写入',
    stated: '所载数字',
    statedIn: '出处',
    rounded: '四舍五入后相符',
    truncated: '截尾后相符',
    wrong: '不符',
    exact: '相符',
    unknownOutcome: '暂不能比较',
    noHistory: '没有变动记录',
    historyOffline: '离线时不能查看变动记录',
    historyWhole: '整张表的最近变动',
    historyOfCell: '本单元格的变动',
    from: '原',
    to: '改为',
    refusedNone: '没有未写入的内容',
    refusedByServer: '服务器没有接受',
    refusedHere: '没有写入的内容',
    cellCount: (count: number) => `${count} 格`,
    moreNotShown: (count: number) => `还有 ${count} 项，处理完上面的再列出`,
    yours: '您填的',
    standing: '现值',
    keep: '再次写入',
    drop: '放弃',
    dropAll: '全部放弃',
    correct: '改正'
  },

  decide: {
    findingsFirst: '请先处理下列审核结果：',
    reasonPlaceholder: '理由',
    opinionPlaceholder: '意见（可不填）',
    log: '办理记录',
    noLog: '还没有办理记录',
    sealed: (seal: string) => `封存校验码 ${seal}`
  },

  imports: {
    title: '导入',
    hint: '上传 Excel 或 csv，先核对，再选择写入；写入后可以整批撤销',
    drop: '把文件拖到这里，或',
    choose: '选择文件',
    kinds: '支持 .xlsx、.xls、.csv，最大 20 MB',
    target: '导入到',
    targetAuto: '自动识别',
    start: '上传并读取',
    uploading: '正在上传…',
    list: '我的导入',
    file: '文件',
    none: '还没有导入过文件',
    noneHint: '上传各部门交来的 Excel，系统会按指标代码或名称对应到单元格。',
    noFile: '请选择文件。',
    view: '查看'
  },

  preview: {
    title: '核对导入',
    reading: '正在读取文件，请稍候…',
    found: (count: number) => `认出 ${count} 格`,
    willWrite: (count: number) => `可写入 ${count} 格`,
    chosen: (count: number) => `已选 ${count} 格`,
    cell: '单元格',
    address: '文件位置',
    inFile: '文件中',
    now: '现值',
    next: '写入后',
    verdict: '处理',
    write: '写入',
    same: '相同',
    evidence: '只作比较（由公式计算）',
    unchosen: '不写',
    choose: '选择',
    chooseAll: '全选',
    chooseNone: '全不选',
    chooseChanged: '只选未填的',
    apply: (count: number) => `写入 ${count} 格`,
    applying: '正在写入…',
    undo: '撤销这次导入',
    undone: '已撤销：恢复了导入前的内容',
    written: (count: number) => `已写入 ${count} 格`,
    refusedCount: (count: number) => `${count} 格没有写入`,
    toSheet: '打开填报表',
    problems: '没有认出或不能写入的内容',
    findings: '写入后会出现的审核结果',
    sheetChoice: '写入哪张填报表',
    layout: '识别方式',
    show: '显示',
    showAll: '全部',
    showChanged: '有变化的',
    showRefused: '不能写入的',
    nothing: '文件里没有认出任何单元格。',
    recognisedAs: (title: string, version: number) => `识别为《${title}》第 ${version} 版`,
    share: (percent: number) => `认出 ${percent}% 的行`,
    converted: (from: string, to: string, factor: string) => `${from} → ${to}（×${factor}）`,
    states: { new: '新填', changes: '改动', same: '相同', refused: '不能写入' } satisfies Record<
      'new' | 'changes' | 'same' | 'refused',
      string
    >,
    evidenceTitle: '由公式计算的指标：文件所载与计算结果比较',
    computed: '计算结果',
    statedOf: (place: string) => `${place}（所载数字）`,
    keepEvidence: '留存',
    keepEvidenceHint: '勾选后，文件所载数字留存在计算值旁，不参与计算',
    outcome: '比较',
    candidates: (labels: string) => `可能是：${labels}`
  },

  importHow: {
    mark: '本系统导出的文件（隐藏标记）',
    layout: '表头和指标名称',
    labels: '指标名称对照'
  } satisfies Record<NonNullable<ImportReport['form']>['how'], string>,

  importProblems: {
    'unknown-form': '认不出是哪张报表',
    'other-version': '文件是另一版本的报表，按现行版本读取',
    'unknown-label': '报表中没有这个指标名称',
    'unknown-column': '报表中没有这个栏目',
    ambiguous: '这个名称对应多个指标，请手工填写',
    twice: '同一单元格在文件中出现两次且内容不同，未采用',
    'reason-missing': '“无法取得”没有写明原因，未采用',
    'bad-number': '不是可用的数字',
    'asked-nothing': '“无”可能是 0 也可能是不适用，未采用',
    'blocked-cell': '报表规定此处不填',
    'outside-form': '表格之外的数字',
    hidden: '取自隐藏的行、列或工作表，请核对',
    'external-formula': '由其他文件计算得出，请核对',
    'no-result': '公式没有存下结果：请在 Excel 中打开并保存后再导入',
    'unit-differs': '计量单位的写法与报表不同，已采用，请核对',
    'unit-unknown': '计量单位无法换算，未采用'
  } satisfies Record<ImportProblem['code'], string>,

  totals: {
    title: '汇总',
    hint: '选择填报任务和单位，查看下级汇总数并逐级穿透',
    collection: '填报任务',
    unit: '汇总单位',
    column: '栏目',
    show: '查看',
    total: '汇总',
    reported: (done: number, all: number) => `已报 ${done} / ${all}`,
    missing: '尚未上报',
    missingNone: '全部已报',
    gave: (gave: number, of: number) => `${gave} / ${of} 个单位有数`,
    export: '导出汇总表',
    exporting: '已开始生成，完成后可在“导出”中下载。',
    onlyReported: '只计已上报',
    neverFolded: '此项不汇总',
    scopes: '口径不一',
    scopeOf: (scope: string, units: string) => `${scope}：${units}`,
    drill: '查看下级',
    toSheet: '打开填报表',
    noCollection: '还没有填报任务',
    choose: '请选择填报任务和汇总单位。',
    noParts: '该单位没有下级填报表。',
    neverAsked: '未布置',
    up: '上一级',
    asOf: '数据取自各表当前已保存的内容'
  },

  exports: {
    title: '导出',
    hint: '已请求的导出文件',
    file: '文件',
    asked: '内容',
    none: '还没有导出过文件',
    noneHint: '在填报表或汇总页点“导出”，生成的文件会列在这里。',
    sheetKind: '填报表',
    blankKind: '空白表',
    consolidatedKind: '汇总表',
    refresh: '正在生成，页面会自动更新'
  },

  setup: {
    title: '设置',
    units: '填报单位',
    people: '人员',
    collections: '填报任务',
    forms: '报表',
    unitCode: '单位代码',
    unitCodeHint: '有国标行政区划代码的用国标代码',
    level: '级别',
    parent: '上级单位',
    addUnit: '添加单位',
    unitAdded: (name: string) => `已添加单位“${name}”`,
    addPerson: '添加人员',
    login: '用户名',
    loginHint: '小写字母、数字、点、横线',
    personName: '姓名',
    password: '初始密码（至少 10 个字符）',
    role: '角色',
    department: '部门',
    departmentOf: '报表中的部门（填报人必选）',
    noDepartment: '（不限部门）',
    grants: '权限',
    personAdded: (name: string) => `已添加人员“${name}”`,
    disabled: '已停用',
    active: '在用',
    disable: '停用',
    enable: '启用',
    resetPassword: '重设密码',
    newPassword: '新密码',
    passwordReset: '密码已重设，请告知本人登录后修改。',
    openCollection: '开出填报任务',
    collectionTitle: '任务名称',
    askingUnit: '布置单位',
    askedUnits: '填报单位（可多选）',
    due: '截止时间',
    periodHint: '如 2024、2024-H1、2024-Q3、2024-05',
    opened: (title: string) => `已开出“${title}”`,
    sheets: '填报表',
    publish: '发布报表',
    publishHint: '选择报表定义文件（JSON）。已发布的版本不能再改。',
    publishFile: '定义文件',
    published: (title: string) => `已发布“${title}”`,
    noUnits: '还没有单位',
    noPeople: '还没有人员',
    noCollections: '还没有填报任务',
    noForms: '还没有报表',
    blank: '空白表',
    selectAll: '全选',
    selectNone: '全不选',
    childrenOf: '选全部下级'
  }
};

/** The shape that every language fills. */
export type Catalogue = typeof zh;
