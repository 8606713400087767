/** What an intermediate status 04 FF means (ZVT PA00P015 §3.2), as text for cashier and customer. */
export interface IntermediateText {
  /** Key under `terminal.progress.` in the translations. */
  readonly key: string;
  readonly zh: string;
  readonly en: string;
  /** The code also asks to take the card out. */
  readonly removeCard: boolean;
}

/** code, key, zh, en. */
const TEXTS: readonly (readonly [number, string, string, string])[] = [
  [0x00, 'waitAmount', '等待确认金额', 'Waiting for the amount to be confirmed'],
  [0x01, 'lookAtPad', '请看刷卡终端', 'Look at the card terminal'],
  [0x02, 'lookAtPad', '请看刷卡终端', 'Look at the card terminal'],
  [0x03, 'notPossible', '无法执行', 'Not possible'],
  [0x04, 'waitHost', '正在联系银行，请稍候', 'Waiting for the bank'],
  [0x05, 'autoReversal', '终端正在自动冲正', 'The terminal is reversing by itself'],
  [0x06, 'followUp', '终端正在补传交易', 'The terminal is sending earlier bookings'],
  [0x07, 'cardNotAdmitted', '此卡不受理', 'This card is not accepted'],
  [0x08, 'cardUnknown', '无法识别此卡', 'Card unknown'],
  [0x09, 'cardExpired', '卡片已过期', 'Card expired'],
  [0x0a, 'insertCard', '请刷卡、插卡或挥卡', 'Insert, tap or swipe the card'],
  [0x0b, 'removeCard', '请取回卡片', 'Remove the card'],
  [0x0c, 'cardUnreadable', '读卡失败，请再试', 'Card not readable, try again'],
  [0x0d, 'aborted', '交易已中止', 'Stopped'],
  [0x0e, 'processing', '正在处理，请稍候', 'Processing, please wait'],
  [0x0f, 'autoEndOfDay', '终端开始自动结算', 'The terminal starts its end of day'],
  [0x10, 'invalidCard', '无效卡', 'Invalid card'],
  [0x11, 'balance', '显示余额', 'Showing the balance'],
  [0x12, 'systemFault', '终端系统故障', 'Terminal system fault'],
  [0x13, 'paymentImpossible', '无法付款', 'Payment not possible'],
  [0x14, 'creditLow', '余额不足', 'Credit too low'],
  [0x15, 'wrongPin', '密码错误', 'Wrong PIN'],
  [0x16, 'limitLow', '超出限额', 'Above the limit'],
  [0x17, 'pleaseWait', '请稍候', 'Please wait'],
  [0x18, 'pinTries', '密码错误次数过多', 'Too many wrong PINs'],
  [0x19, 'cardDataWrong', '卡片数据错误', 'Card data wrong'],
  [0x1a, 'serviceMode', '终端处于维护模式', 'Service mode'],
  [0x1b, 'approvedFill', '已批准', 'Approved'],
  [0x1c, 'approvedTake', '已批准，请取货', 'Approved, take the goods'],
  [0x1d, 'declined', '交易被拒绝', 'Declined'],
  [0x26, 'waitPhone', '等待输入手机号', 'Waiting for the phone number'],
  [0x27, 'waitPhoneAgain', '请再次输入手机号', 'Enter the phone number again'],
  [0x28, 'selectCurrency', '请选择币种', 'Select the currency'],
  [0x29, 'selectLanguage', '请选择语言', 'Select the language'],
  [0x2a, 'insertLoadCard', '请插入要充值的卡', 'Insert the card to load'],
  [0x2b, 'offlineEmergency', '离线应急交易', 'Offline emergency transaction'],
  [0x2c, 'selectDebitCredit', '请选择借记或贷记', 'Select debit or credit'],
  [0x68, 'customerCard', '已插入会员卡', 'Customer card inserted'],
  [0x69, 'chooseDcc', '请选择结算币种', 'Choose the currency to pay in'],
  [0xc7, 'mileage', '输入里程', 'Enter the mileage'],
  [0xc8, 'waitCashier', '等待收银员', 'Waiting for the cashier'],
  [0xc9, 'autoDiagnosis', '终端自动诊断中', 'The terminal is running its diagnosis'],
  [0xca, 'autoInit', '终端自动初始化中', 'The terminal is initialising'],
  [0xcb, 'journalFull', '终端流水已满', 'The terminal journal is full'],
  [0xcc, 'pinNeeded', '不能直接扣款，需要密码', 'A PIN is needed'],
  [0xd2, 'dialling', '正在拨号', 'Dialling'],
  [0xd3, 'connected', '已连接', 'Connected'],
  [0xe0, 'selectApp', '请在终端上选择应用', 'Select the application'],
  [0xe1, 'selectLanguage', '请选择语言', 'Select the language'],
  [0xe2, 'cleaningCard', '请使用清洁卡', 'Use the cleaning card'],
  [0xf1, 'offline', '离线交易', 'Offline transaction'],
  [0xf2, 'online', '联机交易', 'Online transaction'],
  [0xf3, 'offline', '离线交易', 'Offline transaction'],
  [0xff, 'see', '请看终端提示', 'See the terminal'],
];

const BY_CODE = new Map(TEXTS.map(([code, key, zh, en]) => [code, { key, zh, en }]));

/** 41-5D and 66, 67 repeat 01-1D and 26, 27 with "please remove the card" added. */
function withoutRemoveCard(code: number): number | null {
  if (code >= 0x41 && code <= 0x5d) return code - 0x40;
  return code === 0x66 || code === 0x67 ? code - 0x40 : null;
}

const OTHER = { key: 'other', zh: '请看刷卡终端', en: 'See the card terminal' } as const;

/**
 * The text of a code; codes the standard leaves open get a general one. A terminal that sends
 * its own words is shown with those instead.
 */
export function intermediateText(code: number): IntermediateText {
  const base = withoutRemoveCard(code);
  const text = BY_CODE.get(base ?? code) ?? OTHER;
  if (base === null) return { ...text, removeCard: code === 0x0b };
  return {
    key: text.key,
    zh: `${text.zh}，请取回卡片`,
    en: `${text.en}, remove the card`,
    removeCard: true,
  };
}
