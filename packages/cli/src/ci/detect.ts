/** Set by every build service that there is a word for; none of them is set elsewhere. */
const SIGNS = [
  'GITHUB_ACTIONS',
  'GITLAB_CI',
  'BUILDKITE',
  'CIRCLECI',
  'TF_BUILD',
  'BUILD_BUILDURI',
  'BITBUCKET_BUILD_NUMBER',
  'JENKINS_URL',
  'TEAMCITY_VERSION',
  'CODEBUILD_BUILD_ID',
  'bamboo_buildKey',
  'DRONE',
  'TRAVIS',
];

/** Whether a build service runs this; told without loading what knows them all. */
export function isCi(env: Readonly<Record<string, string | undefined>>): boolean {
  const general = env['CI'];
  return (
    (Boolean(general) && general !== 'false' && general !== '0') || SIGNS.some((name) => Boolean(env[name]))
  );
}
