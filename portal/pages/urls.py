"""Addresses of the pages: those of the whole site, then those of one use case."""

from django.urls import URLPattern, URLResolver, include, path

from portal.pages import account, board, desk, door, gates, lately, notices, search, urls_work
from portal.pages.gate import views as gate
from portal.pages.overview import views as overview
from portal.pages.timing import views as timing

site: list[URLPattern | URLResolver] = [
    path("", desk.desk, name="desk"),
    path("desk/live/", desk.live, name="desk_live"),
    path("board/", board.board, name="board"),
    path("timing/", timing.timing, name="timing"),
    path("timing/<slug:name>.csv", timing.table, name="timing_csv"),
    path("board/views/", board.save, name="board_view_save"),
    path("board/views/<int:pk>/rename/", board.rename, name="board_view_rename"),
    path("board/views/<int:pk>/delete/", board.delete, name="board_view_delete"),
    path("mlflow/", door.mlflow, name="mlflow"),
    path("search/", search.search, name="search"),
    path("lately/", lately.lately, name="lately"),
    path("notifications/", notices.notifications, name="notifications"),
    path("notifications/bell/", notices.bell, name="bell"),
    path("notifications/read/", notices.read_all, name="notices_read"),
    path("notifications/<int:pk>/open/", notices.open_, name="notice_open"),
    path("notifications/<int:pk>/read/", notices.read, name="notice_read"),
    path("account/", account.account, name="account"),
    path("account/zone/", account.zone, name="account_zone"),
    path("account/notices/", account.choose_notices, name="account_notices"),
    path("account/lend/", account.lend, name="account_lend"),
    path("account/loans/<int:pk>/end/", account.end_loan, name="account_loan_end"),
    path("account/tokens/", account.make_token, name="account_token"),
    path("account/tokens/<slug:key>/revoke/", account.revoke_token, name="account_token_revoke"),
]

at_a_gate: list[URLPattern | URLResolver] = [
    path("", gate.gate, name="gate"),
    path("live/", gate.live, name="gate_live"),
    path("submit/", gate.submit, name="gate_submit"),
    path("vote/", gate.vote, name="gate_vote"),
    path("advise/", gate.advise, name="gate_advise"),
    path("delegate/", gate.delegate, name="gate_delegate"),
    path("withdraw/", gate.withdraw, name="gate_withdraw"),
    path("waive/", gate.waive, name="gate_waive"),
    path("revoke/", gate.revoke, name="gate_revoke"),
]

use_case: list[URLPattern | URLResolver] = [
    path("", overview.use_case, name="use_case"),
    path("start/", overview.start, name="cycle_start"),
    path("propose/", overview.propose, name="propose"),
    path("proposals/<int:pk>/confirm/", overview.confirm, name="proposal_confirm"),
    path("proposals/<int:pk>/decline/", overview.decline, name="proposal_decline"),
    path("proposals/<int:pk>/withdraw/", overview.withdraw, name="proposal_withdraw"),
    path("findings/<int:pk>/take/", overview.take, name="finding_take"),
    path("findings/<int:pk>/settle/", overview.settle, name="finding_settle"),
    path("gates/", gates.gates, name="gates"),
    path("gates/<int:number>/<slug:stage>/", include(at_a_gate)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *site,
    *urls_work.site,
    path("use-cases/<slug:slug>/", include([*use_case, *urls_work.use_case])),
]
