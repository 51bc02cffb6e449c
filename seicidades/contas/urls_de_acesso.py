"""Entrada e segundo fator: só as páginas do allauth que levam a algum lugar.

Os nomes são os que o allauth procura; cadastro público, troca de e-mail e o
que é de outras formas de entrar ficam de fora.
"""

from allauth.account import views as conta
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recuperacao
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from seicidades.contas.views import EntrarView
from seicidades.contas.views_da_entrada import ConfirmarCodigoView, PedirCodigoView

urlpatterns = [
    path("entrar/", EntrarView.as_view(), name="account_login"),
    path("entrar/codigo/", PedirCodigoView.as_view(), name="account_request_login_code"),
    path(
        "entrar/codigo/confirmar/", ConfirmarCodigoView.as_view(), name="account_confirm_login_code"
    ),
    path("entrar/segundo-fator/", mfa.authenticate, name="mfa_authenticate"),
    path("sair/", conta.logout, name="account_logout"),
    path("desativada/", conta.account_inactive, name="account_inactive"),
    path("confirmar/", conta.reauthenticate, name="account_reauthenticate"),
    path("confirmar/segundo-fator/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("senha/", conta.password_change, name="account_change_password"),
    path("senha/criar/", conta.password_set, name="account_set_password"),
    path("senha/recuperar/", conta.password_reset, name="account_reset_password"),
    path("senha/recuperar/enviada/", conta.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^senha/recuperar/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        conta.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "senha/recuperada/",
        conta.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("segundo-fator/", mfa.index, name="mfa_index"),
    path("segundo-fator/ativar/", totp.activate_totp, name="mfa_activate_totp"),
    path("segundo-fator/desativar/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(
        "segundo-fator/recuperacao/",
        recuperacao.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "segundo-fator/recuperacao/gerar/",
        recuperacao.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "segundo-fator/recuperacao/baixar/",
        recuperacao.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
