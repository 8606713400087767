/** What the cashier does next, and why, for a response code of POS Integrado. */
export interface ResponseText {
  /** Key under `terminal.result.` in the translations: never one of another protocol's. */
  readonly key: string;
  readonly zh: string;
  readonly en: string;
  /** Key under `terminal.action.` in the translations. */
  readonly action: ResponseAction;
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
  ask: ['请稍候，收银机正在向终端查询结果', 'Wait: the register asks the terminal what happened'],
  settle: ['请先做终端结算，再收款', 'Close the terminal batch first, then take payment'],
  manager: ['请呼叫值班经理', 'Call the manager'],
  amount: ['请检查金额', 'Check the amount'],
  done: ['无需再操作', 'Nothing more to do'],
  online: ['请检查网络，或改用其他付款方式', 'Check the network, or take another way to pay'],
  paper: ['请给终端换纸', 'Put paper into the terminal'],
  keys: ['收银机正在加载密钥，请稍候再试', 'The register loads the keys; wait, then try again'],
  payBack: ['请以其他方式退款', 'Give the money back another way'],
} as const satisfies Record<string, readonly [zh: string, en: string]>;

export type ResponseAction = keyof typeof ACTIONS;

type Row = readonly [code: string, key: string, zh: string, en: string, action: ResponseAction];

/** The table of responses of the POS Integrado reference ("Tabla de respuestas"). */
const ROWS: readonly Row[] = [
  ['00', 'ok', '成功', 'Done', 'done'],
  ['01', 'rejected', '交易被拒绝', 'Rejected', 'other'],
  ['02', 'hostSilent', '银行没有应答', 'The bank did not answer', 'ask'],
  ['03', 'connectionFailed', '连接银行失败', 'The connection to the bank failed', 'ask'],
  ['04', 'alreadyVoided', '该笔已撤销', 'Already voided', 'done'],
  ['05', 'nothingToVoid', '终端内没有可撤销的交易', 'Nothing to void', 'payBack'],
  ['06', 'cardNotSupported', '不受理此卡', 'Card not supported', 'other'],
  ['07', 'cancelled', '已在终端上取消', 'Cancelled at the terminal', 'retry'],
  ['08', 'debitNotVoidable', '借记卡交易不能撤销', 'A debit payment cannot be voided', 'payBack'],
  ['09', 'cardUnreadable', '读卡失败', 'Card not readable', 'retryCard'],
  ['10', 'belowMinimum', '金额低于下限', 'Amount below the minimum', 'amount'],
  ['11', 'noSale', '终端内没有交易', 'No sale is stored', 'manager'],
  ['12', 'notSupported', '终端不支持此操作', 'Not supported by the terminal', 'manager'],
  ['13', 'mustClose', '终端必须先结算', 'The terminal must be closed first', 'settle'],
  ['14', 'noDialTone', '电话线没有拨号音', 'No dial tone', 'online'],
  ['15', 'bitmapMissing', '终端缺少程序文件', 'A file is missing in the terminal', 'service'],
  ['16', 'hostFormat', '银行应答格式错误', 'The bank answered in a wrong format', 'service'],
  ['17', 'lastDigits', '卡号末四位不符', 'The last four digits do not match', 'retryCard'],
  ['18', 'badMenu', '终端菜单无效', 'Menu not valid', 'retry'],
  ['19', 'differentCard', '不是同一张卡', 'A different card', 'retryCard'],
  ['20', 'invalidCard', '无效卡', 'Invalid card', 'other'],
  ['21', 'voidNotAllowed', '该笔不允许撤销', 'Void not allowed', 'payBack'],
  ['22', 'timeout', '终端超时', 'The terminal timed out', 'ask'],
  ['24', 'outOfPaper', '终端缺纸', 'The terminal is out of paper', 'paper'],
  ['25', 'badDate', '终端日期无效', 'Date not valid', 'service'],
  ['26', 'keysNeeded', '终端需要加载密钥', 'The terminal must load its keys', 'keys'],
  ['27', 'mustUpdate', '终端需要更新', 'The terminal must be updated', 'service'],
  ['60', 'shares', '分期数错误', 'Number of instalments not valid', 'retry'],
  ['61', 'requestNotBuilt', '终端无法生成请求', 'The terminal could not ask the bank', 'retry'],
  ['62', 'pinPad', '密码键盘故障', 'PIN pad problem', 'service'],
  ['65', 'hostFaulty', '银行应答有误', 'The answer of the bank was faulty', 'ask'],
  ['67', 'batchFull', '终端交易笔数已满', 'The terminal batch is full', 'settle'],
  ['68', 'generic', '终端一般错误', 'General terminal error', 'retry'],
  ['70', 'ticketLength', '小票号过长', 'The ticket number is too long', 'manager'],
  ['71', 'printLength', '打印内容长度错误', 'Length of the print field', 'manager'],
  ['72', 'amountZero', '金额必须大于零', 'The amount must be above zero', 'amount'],
  ['73', 'noTerminalId', '终端号未设置', 'The terminal has no number', 'service'],
  ['74', 'mustClose', '终端必须先结算', 'The terminal must be closed first', 'settle'],
  ['75', 'noCards', '商户未设置受理的卡', 'No cards are set up for this shop', 'service'],
  ['76', 'batchFull', '终端交易笔数已满', 'The terminal batch is full', 'settle'],
  ['77', 'mustClose', '终端必须先结算', 'The terminal must be closed first', 'settle'],
  ['88', 'shares', '分期数错误', 'Number of instalments not valid', 'retry'],
  ['93', 'declined', '发卡行拒绝', 'Declined by the bank', 'other'],
  ['94', 'processing', '终端仍在处理', 'The terminal is still processing', 'ask'],
  ['95', 'printing', '终端正在打印', 'The terminal is printing', 'retry'],
];

const BY_CODE = new Map(ROWS.map((row) => [row[0], row]));

/**
 * Codes after which the bank may have booked although the terminal cannot say so: the terminal is
 * asked for its last sale before anything is decided.
 */
const DOUBTFUL: ReadonlySet<string> = new Set(['02', '03', '22', '65', '94']);

/** True when money may have moved although the code is not 00. */
export function isDoubtful(responseCode: string): boolean {
  return DOUBTFUL.has(responseCode);
}

/** A code as results and progress carry it: 'T07', so that it is never taken for ZVT's 07. */
export function shownCode(responseCode: string): string {
  return `T${responseCode}`;
}

/** The text of a response code, '07' or as shown, 'T07'. Every code has one. */
export function responseText(code: string): ResponseText {
  const bare = code.startsWith('T') ? code.slice(1) : code;
  const other: Row = [
    bare,
    'unknown',
    '终端返回未知代码',
    'The terminal reports an unknown code',
    'manager',
  ];
  const [, key, zh, en, action] = BY_CODE.get(bare) ?? other;
  const [actionZh, actionEn] = ACTIONS[action];
  return { key: `transbank.${key}`, zh, en, action, actionZh, actionEn };
}

/** Every code with a text of its own, for the translations' completeness test. */
export function listedResponseCodes(): readonly string[] {
  return [...BY_CODE.keys()];
}
