import fastifySwagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform } from 'fastify-type-provider-zod';

/** Makes /openapi.json from the routes' own schemas. To be called before the routes. */
export async function describeRoutes(app: FastifyInstance): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Tillwright head office',
        version: '1.0.0',
        description: 'Takes the registers’ journal batches and hands them on.',
      },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      security: [{ bearer: [] }],
    },
    transform: createJsonSchemaTransform({ zodToJsonConfig: { unrepresentable: 'any' } }),
  });
}

/** Serves the document to anyone who has a token. */
export function serveDescription(app: FastifyInstance): void {
  app.get(
    '/openapi.json',
    {
      config: { access: ['register', 'reader', 'admin'] },
      schema: { summary: 'This document' },
    },
    async () => app.swagger(),
  );
}
