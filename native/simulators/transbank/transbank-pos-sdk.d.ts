// The official client has no types: these are the parts the tests use, as its 4.0.0 source says.
declare module 'transbank-pos-sdk' {
  import type { SerialPort } from 'serialport';

  type Answer = Readonly<Record<string, unknown>>;
  type OnMessage = (message: Answer | string | Buffer, raw: Buffer) => void;

  class POSIntegrado {
    ackTimeout: number;
    posTimeout: number;
    /** Undefined until the first connect. */
    readonly port?: SerialPort;
    connect(portName: string, baudRate?: number): Promise<boolean>;
    disconnect(): Promise<boolean>;
    isConnected(): boolean;
    /** Emits each run of bytes that it holds for one message. */
    raw_parser(): NodeJS.ReadableStream;
    getConnectedPort(): string | null;
    getResponsesAsString(): void;
    getResponsesAsHexArray(): void;
    send(payload: string, waitResponse?: boolean, callback?: OnMessage): Promise<string>;
    saleResponse(payload: string): Answer;
    poll(): Promise<boolean>;
    loadKeys(): Promise<Answer>;
    closeDay(): Promise<Answer>;
    getLastSale(): Promise<Answer>;
    getTotals(): Promise<Answer>;
    salesDetail(printOnPos: false): Promise<readonly Answer[]>;
    salesDetail(printOnPos: true): Promise<boolean>;
    refund(operationId: string | number): Promise<Answer>;
    changeToNormalMode(): Promise<boolean>;
    sale(
      amount: number,
      ticket: string,
      sendStatus?: boolean,
      callback?: OnMessage,
    ): Promise<Answer>;
    multicodeSale(
      amount: number,
      ticket: string,
      commerceCode?: string | null,
      sendStatus?: boolean,
      callback?: OnMessage,
    ): Promise<Answer>;
  }

  const sdk: { readonly POSIntegrado: typeof POSIntegrado };
  export default sdk;
}
