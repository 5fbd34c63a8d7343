import { isObject } from '../json/value.ts';

/**
 * Role ARN → its MaxSessionDuration in seconds, out of what the IAM API says of roles: `ListRoles` (`Roles`), `GetRole`
 * (`Role`), and authorization details (`RoleDetailList`) where somebody has put it in, for AWS leaves it out there.
 * Empty where the value says nothing of it.
 */
export function roleMaximumsIn(value: unknown): Map<string, number> {
  if (!isObject(value)) return new Map();
  const roles = [value.Roles, value.RoleDetailList, [value.Role]].flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
  return new Map(
    roles.flatMap((role) => {
      const { Arn, MaxSessionDuration } = isObject(role) ? role : {};
      return typeof Arn === 'string' && Number.isSafeInteger(MaxSessionDuration)
        ? [[Arn, Number(MaxSessionDuration)] as const]
        : [];
    }),
  );
}
