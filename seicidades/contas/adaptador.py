"""O que muda do allauth: cadastro fechado, mensagens nossas e correio nosso."""

import time
import uuid

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils import timezone

from seicidades.comum.cifra import cofre
from seicidades.comum.formatos import data_por_extenso
from seicidades.contas import servicos
from seicidades.contas.permissoes import papel_do_estado
from seicidades.correio.servicos import chamar_tarefa, enfileirar_modelo

FINALIDADE_DA_CIFRA = b"seicidades.contas.segundo_fator"

MANDAR_ENTRADA = "seicidades.contas.tasks.mandar_entrada"
# Quem lê estas mensagens entra; `servicos` as escreve, fora da requisição.
DAO_ENTRADA = {
    "account/email/login_code": ("codigo", "code"),
    "account/email/password_reset_key": ("redefinir_senha", "password_reset_url"),
}
# Avisos de segurança: o que aconteceu com o acesso da pessoa.
ACONTECIMENTOS = {
    "account/email/password_changed": ("Sua senha foi trocada", "A sua senha foi trocada"),
    "account/email/password_reset": ("Sua senha foi trocada", "A sua senha foi trocada"),
    "account/email/password_set": ("Sua senha foi criada", "Uma senha foi criada na sua conta"),
    "mfa/email/totp_activated": (
        "Segundo fator ativado",
        "O aplicativo autenticador foi ativado na sua conta",
    ),
    "mfa/email/totp_deactivated": (
        "Segundo fator desativado",
        "O aplicativo autenticador foi desativado na sua conta",
    ),
    "mfa/email/recovery_codes_generated": (
        "Novos códigos de recuperação",
        "Novos códigos de recuperação foram gerados para a sua conta, e os antigos "
        "deixaram de valer",
    ),
}


class AdaptadorDaConta(DefaultAccountAdapter):
    """Entrada por e-mail, sem cadastro público; toda mensagem sai pelo nosso correio."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Esta conta está desativada. Fale com quem convidou você.",
        "email_password_mismatch": "E-mail ou senha não conferem. Confira os dois ou peça um "
        "código por e-mail.",
        "enter_current_password": "A senha atual não confere.",
        "incorrect_code": "O código não confere. Use o da mensagem mais recente.",
        "incorrect_password": "A senha não confere.",
        "invalid_login": "Escreva o seu e-mail.",
        "invalid_password_reset": "O link não vale mais. Peça outro.",
        "rate_limited": "Muitas tentativas seguidas. Espere um minuto e tente de novo.",
        "too_many_login_attempts": "Muitas tentativas seguidas. Espere cinco minutos e tente de "
        "novo, ou peça um código por e-mail.",
    }

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        """Troca a mensagem do allauth pela nossa; uma sem modelo nosso é erro de programa."""
        if template_prefix in DAO_ENTRADA:
            modelo, nome = DAO_ENTRADA[template_prefix]
            self.mandar_entrada(modelo, email, context[nome])
            return
        if template_prefix not in ACONTECIMENTOS:
            raise ImproperlyConfigured(f"Falta o modelo de mensagem para {template_prefix}.")
        contexto = self._acontecimento(*ACONTECIMENTOS[template_prefix])
        enfileirar_modelo(
            "acesso", contexto, para=email, chave=f"acesso:{uuid.uuid4()}", transacional=True
        )

    def mandar_entrada(self, modelo: str, email: str, segredo: str = "") -> None:
        """Pede a mensagem à fila. Sem conta, e então sem segredo, o pedido custa o mesmo."""
        pedido = (modelo, email, segredo, str(uuid.uuid4()))
        if not chamar_tarefa(MANDAR_ENTRADA, *pedido):
            servicos.mandar_entrada(*pedido)  # ninguém fica sem entrar porque a fila caiu

    def _acontecimento(self, titulo, frase):
        agora = timezone.localtime()
        usuario = self.request.user
        nome = usuario.nome_publico if usuario.is_authenticated else ""
        texto = (
            f"{frase} em {data_por_extenso(agora.date())}, às {agora:%H:%M}. Se não foi você, "
            "recupere a senha agora e avise a equipe da Prodesp."
        )
        return {"nome": nome, "titulo": titulo, "texto": texto}

    def get_reset_password_from_key_url(self, key):
        """Sai do endereço público, nunca do cabeçalho Host do pedido."""
        caminho = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.ENDERECO_PUBLICO + caminho.replace("UID-KEY", key)

    def get_password_change_redirect_url(self, request):
        return reverse("contas:perfil")

    def is_reauthentication_required(self, *, app, **kwargs):
        """Quem acabou de entrar não digita a senha outra vez."""
        registros = get_authentication_records(self.request, self.request.user)
        if registros and time.time() - registros[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)


class AdaptadorDoSegundoFator(DefaultMFAAdapter):
    """Segredos cifrados no banco; quem é obrigado a ter segundo fator não o desliga."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "O seu papel exige o segundo fator. Para trocar de "
        "aparelho, peça à administração que o reinicie.",
        "cannot_generate_recovery_codes": "Ative antes o aplicativo autenticador.",
        "incorrect_code": "O código não confere. Espere o próximo e digite-o.",
    }

    def encrypt(self, text):
        return cofre(FINALIDADE_DA_CIFRA).encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text):
        return cofre(FINALIDADE_DA_CIFRA).decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator):
        return not exige_segundo_fator(authenticator.user)


def exige_segundo_fator(usuario) -> bool:
    """As pessoas do Estado, onde os ajustes o pedem."""
    return settings.EXIGE_SEGUNDO_FATOR and papel_do_estado(usuario) is not None
