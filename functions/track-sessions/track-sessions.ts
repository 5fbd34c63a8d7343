import { type QueueWorkerOptions, queueWorker } from '../../shared/aws/lambda/queue-worker.ts';
import { MalformedNewsError, type News, readNews } from './read-news.ts';
import { type TrackerOptions, tracker } from './tracker.ts';

export interface TrackDependencies
  extends TrackerOptions,
    Pick<QueueWorkerOptions<unknown>, 'setAside' | 'log' | 'meter'> {}

/** Joins the credential requests, runs and schedules of a queue: warns before credentials expire, judges runs that have ended. */
export function trackSessions(dependencies: TrackDependencies) {
  const { issued, told, due } = tracker(dependencies);
  return queueWorker<News>({
    ...dependencies,
    read: readNews,
    hopeless: MalformedNewsError,
    work: async (news) => {
      if (news === undefined) return dependencies.meter.count('RecordsLeftOut');
      if ('request' in news) await issued(news.request);
      else if ('run' in news) await told(news.run);
      else await due(news.due);
    },
  });
}
