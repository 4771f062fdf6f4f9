import { z } from 'zod';

/**
 * What sets or takes away the container provider of an organization VDC (contract of CSE 1.2.7, section 3.12). The
 * provider alone decides; the client's `enable`, `disable` and what it says for PKS are not looked at.
 */
export const OvdcRequest = z.object(
  {
    ovdc_id: z.string('must be a string, the id of an organization VDC').max(64, 'must be a UUID'),
    ovdc_name: z
      .string('must be a string, the name of the organization VDC')
      .max(256, 'must be at most 256 characters long'),
    container_provider: z.enum(['vcd', 'pks'], "must be 'vcd', 'pks' or null").nullable(),
  },
  { error: 'The request body must be a JSON object.' },
);
