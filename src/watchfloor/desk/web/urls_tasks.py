"""Addresses of what is to be done: tasks and playbooks."""

from django.urls import path

from watchfloor.desk.web import playbooks, task, task_parts, tasks
from watchfloor.plan.queries.tasks import WORK
from watchfloor.protect.web.navigation import Way, declare_way

declare_way(Way("Watch", "Tasks", task_parts.HERE, "g t", frozenset({WORK}), order=8))

urlpatterns = [
    path("tasks/", tasks.door),
    path("tasks/<uuid:which>/", task.door),
    path("playbooks/", playbooks.door),
    path("playbooks/<uuid:which>/", playbooks.one_door),
]
