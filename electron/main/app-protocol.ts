import fs from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import { APP_SCHEME, appFile, securityHeaders } from './app-files.ts';

/** Must run before Electron is ready: afterwards a scheme cannot become a secure origin. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, codeCache: true } },
  ]);
}

/** Serves the windows' bundled files at app://till and app://display, and 404 for all else. */
export function serveAppScheme(session: Session, rendererFolder: string): void {
  session.protocol.handle(APP_SCHEME, async (request) => {
    const found = request.method === 'GET' ? appFile(request.url, rendererFolder) : null;
    if (found === null) return refusal();
    try {
      const body = new Uint8Array(await fs.readFile(found.file));
      return new Response(body, { headers: { ...securityHeaders, 'Content-Type': found.type } });
    } catch (caught) {
      if (caught instanceof Error && 'code' in caught) return refusal();
      throw caught;
    }
  });
}

function refusal(): Response {
  return new Response('', { status: 404, headers: { ...securityHeaders } });
}
