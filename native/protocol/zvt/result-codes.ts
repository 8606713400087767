/** What the cashier does next, and why, for a ZVT result code. */
export interface ResultText {
  /** Key under `terminal.result.` in the translations. */
  readonly key: string;
  /** What happened. */
  readonly zh: string;
  readonly en: string;
  /** Key under `terminal.action.` in the translations. */
  readonly action: ResultAction;
  readonly actionZh: string;
  readonly actionEn: string;
}

const ACTIONS = {
  other: ['请顾客换一张卡或换一种付款方式', 'Ask for another card or another way to pay'],
  retry: ['请再试一次', 'Try once more'],
  retryCard: ['请重新读卡，或换一张卡', 'Read the card again, or take another one'],
  service: [
    '请改用其他付款方式，并联系终端服务商',
    'Take another way to pay and call the terminal service',
  ],
  wait: ['请稍候再试', 'Wait a moment, then try again'],
  settle: ['请先做终端结算，再收款', 'Close the terminal batch first, then take payment'],
  bank: [
    '请顾客联系发卡行，或换一种付款方式',
    'The customer should call the bank, or pay another way',
  ],
  manager: ['请呼叫值班经理', 'Call the manager'],
  amount: ['请检查金额', 'Check the amount'],
  done: ['无需再操作', 'Nothing more to do'],
  online: ['请检查网络，或改用其他付款方式', 'Check the network, or take another way to pay'],
  paper: ['请给终端换纸', 'Put paper into the terminal'],
  init: ['请在设备设置中初始化终端', 'Initialise the terminal in the device settings'],
} as const satisfies Record<string, readonly [zh: string, en: string]>;

export type ResultAction = keyof typeof ACTIONS;

type Row = readonly [code: number, key: string, zh: string, en: string, action: ResultAction];

/** Codes of the terminal itself (ZVT PA00P015 §10, "error messages"). */
const TERMINAL_CODES: readonly Row[] = [
  [0x00, 'ok', '成功', 'Done', 'done'],
  [0x64, 'cardUnreadable', '读卡失败', 'Card not readable', 'retryCard'],
  [0x65, 'noCardData', '没有卡片数据', 'No card data', 'retryCard'],
  [0x66, 'processing', '终端处理错误', 'Processing error', 'retry'],
  [0x67, 'notForDebit', '借记卡不能使用此功能', 'Not allowed for debit cards', 'other'],
  [0x68, 'notForCredit', '信用卡不能使用此功能', 'Not allowed for credit cards', 'other'],
  [0x6a, 'turnoverFull', '终端交易存储已满', 'The terminal store is full', 'settle'],
  [0x6b, 'functionOff', '终端未登记此功能', 'Function switched off at the terminal', 'service'],
  [0x6c, 'aborted', '已取消或超时', 'Cancelled or timed out', 'retry'],
  [0x6e, 'blockList', '卡片在黑名单上', 'Card on the block list', 'other'],
  [
    0x6f,
    'wrongCurrency',
    '终端不支持此币种',
    'The terminal does not take this currency',
    'service',
  ],
  [0x71, 'creditLow', '卡内余额不足', 'Not enough credit on the card', 'other'],
  [0x72, 'chip', '芯片错误', 'Chip error', 'retryCard'],
  [0x73, 'cardData', '卡片数据错误', 'Card data wrong', 'other'],
  [0x74, 'keysUsedUp', '终端密钥已用尽', 'The terminal has used up its keys', 'service'],
  [0x75, 'textNotAuthentic', '终端提示未通过验证', 'Text not authentic', 'service'],
  [0x76, 'notWhitelisted', '卡片不在允许名单内', 'Card not on the list of allowed cards', 'other'],
  [0x77, 'endOfDayNotPossible', '终端结算未成功', 'End of day not possible', 'settle'],
  [0x78, 'expired', '卡片已过期', 'Card expired', 'other'],
  [0x79, 'notYetValid', '卡片尚未生效', 'Card not yet valid', 'other'],
  [0x7a, 'cardUnknown', '无法识别此卡', 'Card unknown', 'other'],
  [0x7b, 'noStripeDebit', '此卡必须插芯片', 'Use the chip of this card', 'retryCard'],
  [0x7c, 'noStripe', '此卡不能刷磁条', 'Magnetic stripe not allowed', 'retryCard'],
  [0x7d, 'modem', '终端通信模块故障', 'Communication module error', 'service'],
  [0x7e, 'noFallback', '不能改用磁条', 'No fallback possible', 'other'],
  [0x83, 'notPossible', '终端不能执行此功能', 'The terminal cannot do this', 'manager'],
  [0x85, 'keyMissing', '终端缺少密钥', 'The terminal has no key', 'service'],
  [0x89, 'pinPad', '密码键盘故障', 'PIN pad defective', 'service'],
  [0x9a, 'protocol', '通信格式错误', 'Protocol error', 'service'],
  [0x9b, 'host', '连接不上银行', 'No connection to the bank', 'online'],
  [0x9c, 'busy', '终端正忙', 'The terminal is busy', 'wait'],
  [0x9d, 'partial', '只发出部分商品', 'Partial issue of goods', 'manager'],
  [0xa0, 'receiverNotReady', '终端未就绪', 'Receiver not ready', 'wait'],
  [0xa1, 'remoteSilent', '对方没有应答', 'Remote station does not answer', 'online'],
  [0xa3, 'noConnection', '没有连接', 'No connection', 'online'],
  [0xa4, 'submission', '无法提交钱包交易', 'Submission not possible', 'service'],
  [0xa5, 'forbidden', '安全规定不允许', 'Forbidden by the security rules', 'other'],
  [0xb1, 'memoryFull', '终端存储已满', 'The terminal memory is full', 'settle'],
  [0xb2, 'journalFull', '商户流水已满', 'The merchant journal is full', 'settle'],
  [0xb4, 'alreadyReversed', '该笔已撤销', 'Already reversed', 'done'],
  [0xb5, 'notReversible', '该笔不能撤销', 'Reversal not possible', 'manager'],
  [0xb7, 'amountWrong', '金额不符', 'Amount wrong', 'amount'],
  [0xb8, 'preAuthorization', '预授权错误', 'Pre-authorisation error', 'manager'],
  [0xbf, 'powerLow', '终端电压过低', 'Power supply low', 'service'],
  [0xc0, 'cardLock', '卡槽锁故障', 'Card lock defective', 'service'],
  [0xc1, 'merchantCard', '商户卡已锁', 'Merchant card locked', 'service'],
  [0xc2, 'diagnosis', '终端需要诊断', 'Diagnosis required', 'init'],
  [0xc3, 'amountHigh', '金额超过上限', 'Amount too high', 'amount'],
  [0xc4, 'profile', '卡片配置无效', 'Card profile invalid', 'service'],
  [0xc5, 'notSupported', '不支持此付款方式', 'Way of payment not supported', 'other'],
  [0xc6, 'currency', '币种不适用', 'Currency not applicable', 'other'],
  [0xc8, 'amountLow', '金额低于下限', 'Amount too small', 'amount'],
  [0xc9, 'limitLow', '交易限额过低', 'Limit too small', 'amount'],
  [0xcb, 'euroOnly', '终端只收欧元', 'The terminal takes euro only', 'service'],
  [0xcc, 'printer', '终端打印机未就绪', 'Terminal printer not ready', 'paper'],
  [0xcd, 'cashback', '不能取现', 'Cashback not possible', 'other'],
  [0xd2, 'cardKind', '此类卡不能使用', 'Not for this kind of card', 'other'],
  [0xdc, 'cardInserted', '终端内有卡', 'A card is in the terminal', 'retryCard'],
  [0xdd, 'eject', '退卡失败', 'Card not ejected', 'service'],
  [0xde, 'insert', '插卡失败', 'Card not inserted', 'retryCard'],
  [0xdf, 'outOfOrder', '终端停用', 'Terminal out of order', 'service'],
  [0xe0, 'maintenance', '终端正在远程维护', 'Remote maintenance is running', 'wait'],
  [0xe1, 'cardNotRemoved', '卡片未完全取出', 'Card not fully removed', 'retryCard'],
  [0xe2, 'reader', '读卡器故障', 'Card reader defective', 'service'],
  [0xe3, 'shutter', '读卡口已关闭', 'Card slot closed', 'service'],
  [0xe4, 'activation', '终端需要激活', 'Activation required', 'init'],
  [0xe7, 'goodsGroup', '商品组不存在', 'Goods group not found', 'manager'],
  [0xe8, 'goodsTable', '没有商品组表', 'No goods table', 'manager'],
  [0xe9, 'restriction', '卡片使用受限', 'Restriction code not permitted', 'other'],
  [0xea, 'cardCode', '卡片代码不允许', 'Card code not permitted', 'other'],
  [0xeb, 'pinAlgorithm', '密码算法未知', 'PIN algorithm unknown', 'service'],
  [0xec, 'pinProcessing', '无法处理密码', 'PIN cannot be processed', 'service'],
  [0xed, 'pinPad', '密码键盘故障', 'PIN pad defective', 'service'],
  [0xf0, 'openBatch', '终端批次未结算', 'The terminal batch is open', 'settle'],
  [0xf1, 'offline', '离线交易错误', 'Offline error', 'other'],
  [0xf5, 'optError', 'OPT 错误', 'OPT error', 'service'],
  [0xf6, 'optData', '缺少 OPT 数据', 'OPT data missing', 'init'],
  [0xfa, 'clearing', '清算错误', 'Clearing error', 'service'],
  [0xfb, 'turnoverDefective', '交易记录损坏', 'Turnover record defective', 'service'],
  [0xfc, 'deviceMissing', '终端部件缺失或故障', 'A device is missing or defective', 'service'],
  [0xfd, 'baud', '不支持此波特率', 'Speed not supported', 'service'],
  [0xfe, 'registerUnknown', '终端不认识本机', 'Register unknown to the terminal', 'service'],
  [0xff, 'system', '终端系统错误', 'Terminal system error', 'service'],
];

/** 01-63 are the acquirer's ISO 8583 response codes (field 39), decimal written as binary. */
const HOST_CODES: readonly Row[] = [
  [1, 'host.referral', '发卡行要求电话授权', 'The bank asks for a call', 'bank'],
  [2, 'host.referral', '发卡行要求电话授权', 'The bank asks for a call', 'bank'],
  [3, 'host.merchant', '商户号无效', 'Merchant not valid', 'service'],
  [4, 'host.retain', '卡片被没收', 'Card to be kept', 'manager'],
  [5, 'host.declined', '发卡行拒绝', 'Declined by the bank', 'other'],
  [6, 'host.fileError', '银行系统错误', 'Bank system error', 'retry'],
  [12, 'host.invalid', '交易无效', 'Transaction not valid', 'other'],
  [13, 'host.invalidAmount', '金额无效', 'Amount not valid', 'amount'],
  [14, 'host.invalidCard', '卡号无效', 'Card number not valid', 'other'],
  [15, 'host.noIssuer', '无此发卡行', 'No such card issuer', 'other'],
  [30, 'host.format', '报文格式错误', 'Format error', 'service'],
  [33, 'host.expired', '卡片已过期', 'Card expired', 'other'],
  [34, 'host.fraud', '发卡行怀疑欺诈', 'Suspected fraud', 'manager'],
  [36, 'host.restricted', '卡片受限', 'Card restricted', 'other'],
  [38, 'host.pinTries', '密码错误次数过多', 'Too many wrong PINs', 'other'],
  [40, 'host.notSupported', '银行不支持此功能', 'Function not supported', 'other'],
  [41, 'host.lost', '卡片已挂失', 'Card reported lost', 'manager'],
  [43, 'host.stolen', '卡片被盗', 'Card reported stolen', 'manager'],
  [51, 'host.funds', '余额不足', 'Not enough funds', 'other'],
  [54, 'host.expired', '卡片已过期', 'Card expired', 'other'],
  [55, 'host.wrongPin', '密码错误', 'Wrong PIN', 'retry'],
  [56, 'host.noRecord', '无此卡记录', 'Card not on file', 'other'],
  [57, 'host.notPermittedCard', '此卡不允许此交易', 'Not permitted for this card', 'other'],
  [
    58,
    'host.notPermittedTerminal',
    '终端不允许此交易',
    'Not permitted at this terminal',
    'service',
  ],
  [61, 'host.limit', '超出金额限制', 'Above the card limit', 'other'],
  [62, 'host.restricted', '卡片受限', 'Card restricted', 'other'],
  [65, 'host.count', '超出次数限制', 'Used too often', 'other'],
  [68, 'host.late', '银行应答超时', 'The bank answered too late', 'retry'],
  [75, 'host.pinTries', '密码错误次数过多', 'Too many wrong PINs', 'other'],
  [78, 'host.notActive', '卡片未激活', 'Card not active', 'bank'],
  [91, 'host.issuerDown', '发卡行系统不可用', 'The card issuer cannot be reached', 'online'],
  [96, 'host.systemFault', '银行系统故障', 'Bank system fault', 'online'],
];

const ROWS: readonly Row[] = [...TERMINAL_CODES, ...HOST_CODES];

const BY_CODE = new Map(ROWS.map((row) => [row[0], row]));

const LAST_HOST_CODE = 99;

/** The text of a result code. Every code has one; host codes not listed read as declined. */
export function resultText(code: number): ResultText {
  const other: Row =
    code > 0 && code <= LAST_HOST_CODE
      ? [code, 'host.declined', '发卡行拒绝', 'Declined by the bank', 'other']
      : [code, 'unknown', '终端返回未知代码', 'The terminal reports an unknown code', 'manager'];
  const [, key, zh, en, action] = BY_CODE.get(code) ?? other;
  const [actionZh, actionEn] = ACTIONS[action];
  return { key, zh, en, action, actionZh, actionEn };
}

/** Every code with a text of its own, for the translations' completeness test. */
export function listedResultCodes(): readonly number[] {
  return ROWS.map(([code]) => code);
}
