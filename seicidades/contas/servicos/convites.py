"""Convites: enviar, reenviar, cancelar e aceitar uma única vez."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas.models import Convite, Usuario
from seicidades.contas.servicos.caixas import conhecer_caixa
from seicidades.contas.servicos.pessoas import avisar_acesso, criar_usuario
from seicidades.contas.servicos.recusas import ConviteRecusado, VinculoRecusado
from seicidades.contas.servicos.saida import Remetente, contexto_da_saida, encerrar_avisos
from seicidades.contas.servicos.vinculos import conferir_papel, vincular
from seicidades.correio.servicos import enfileirar_modelo
from seicidades.municipios.models import Orgao

VALIDADE_DO_CONVITE = timedelta(days=14)
INTERVALO_ENTRE_ENVIOS = timedelta(minutes=1)
#: Quem pede sem entrar não mata o link que alguém acaba de receber.
INTERVALO_ENTRE_PEDIDOS = timedelta(hours=6)
CONVITES_POR_HORA = 60


@transaction.atomic
def convidar(
    *,
    orgao: Orgao,
    papel: Papel | str,
    nome: str,
    email: str,
    por: Usuario,
    suplente: bool = False,
    caixa_de_uma_pessoa: bool | None = None,
) -> Convite:
    """Convida uma pessoa para um papel do órgão e envia o convite.

    Raises:
        ConviteRecusado: endereço que não pode ser convidado, convite repetido
            ou limite de convites por hora.
    """
    papel, email = Papel(papel), email.strip().lower()
    Orgao.objects.select_for_update(no_key=True).get(pk=orgao.pk)
    _conferir_limite(por)
    _conferir_convidado(orgao, papel, suplente, email)
    segredo, agora = _novo_segredo(), timezone.now()
    convite = Convite.objects.create(
        orgao=orgao,
        papel=papel,
        suplente=suplente,
        nome=nome,
        email=email,
        resumo_do_segredo=_resumir(segredo),
        criado_por=por,
        criado_em=agora,
        enviado_em=agora,
        expira_em=agora + VALIDADE_DO_CONVITE,
    )
    conhecer_caixa(email, orgao=orgao, de_uma_pessoa=caixa_de_uma_pessoa, por=por)
    _enviar_convite(convite, segredo)
    return convite


@transaction.atomic
def reenviar_convite(
    convite: Convite, *, por: Usuario, intervalo: timedelta = INTERVALO_ENTRE_ENVIOS
) -> Convite:
    """Envia de novo, com outro segredo e nova validade; o link anterior deixa de valer."""
    convite = _travar_aberto(convite)
    agora = timezone.now()
    if agora - convite.enviado_em < intervalo:
        raise ConviteRecusado(
            "cedo_demais", "Este convite acabou de ser enviado. Espere um minuto e tente de novo."
        )
    segredo = _novo_segredo()
    convite.resumo_do_segredo = _resumir(segredo)
    convite.enviado_em = agora
    convite.expira_em = agora + VALIDADE_DO_CONVITE
    convite.envios += 1
    convite.save(update_fields=["resumo_do_segredo", "enviado_em", "expira_em", "envios"])
    _enviar_convite(convite, segredo)
    return convite


@transaction.atomic
def revogar_convite(convite: Convite, *, por: Usuario) -> Convite:
    """Cancela um convite que ainda não foi aceito."""
    convite = _travar_aberto(convite)
    convite.revogado_em = timezone.now()
    convite.revogado_por = por
    convite.save(update_fields=["revogado_em", "revogado_por"])
    encerrar_avisos(por, convite=convite)
    return convite


@transaction.atomic
def aceitar_convite(
    segredo: str,
    *,
    por: Usuario | None = None,
    senha: str | None = None,
    nome: str = "",
    telefone: str = "",
) -> Convite:
    """Aceita o convite uma única vez e cria o vínculo a partir de hoje.

    Quem já tem conta no endereço convidado precisa ter entrado (`por`): o link
    sozinho nunca troca a senha de uma conta nem entra nela.

    Raises:
        Convite.DoesNotExist: segredo que não é de convite algum.
        ConviteRecusado: usado, revogado, vencido, de outra pessoa ou superado.
    """
    convite = (
        Convite.objects.select_for_update(of=("self",))
        .select_related("orgao", "criado_por")
        .get(resumo_do_segredo=_resumir(segredo))
    )
    conferir_aceitavel(convite)
    usuario = _quem_aceita(convite, por)
    if usuario is None:
        usuario = _criar_conta(
            email=convite.email, nome=nome or convite.nome, telefone=telefone, senha=senha
        )
    vincular(
        usuario,
        convite.orgao,
        convite.papel,
        inicio=timezone.localdate(),
        suplente=convite.suplente,
        por=convite.criado_por,
    )
    encerrar_avisos(usuario, convite=convite)
    convite.aceito_em = timezone.now()
    convite.aceito_por = usuario
    convite.save(update_fields=["aceito_em", "aceito_por"])
    return convite


def pedir_outro_link(email: str) -> None:
    """Quem perdeu o convite pede outro link, que vai só ao endereço convidado.

    Quem já tem conta recebe o caminho da entrada. A página diz o mesmo a todos.
    """
    email = email.strip().lower()
    convites = Convite.objects.abertos().filter(email=email).order_by("pk")
    for convite in convites.select_related("criado_por", "orgao"):
        try:
            # Antes de renovar a data do envio: quem pede sem entrar não reaviva um convite
            # depois do qual outra pessoa assumiu.
            _conferir_superado(convite)
            reenviar_convite(convite, por=convite.criado_por, intervalo=INTERVALO_ENTRE_PEDIDOS)
        except ConviteRecusado:  # superado, enviado há pouco ou já aceito
            continue
    conta = Usuario.objects.filter(email=email, is_active=True).first()
    if conta and not convites:
        avisar_acesso(
            conta,
            titulo="Você já tem acesso",
            texto="Alguém pediu de novo o convite deste endereço. A sua conta já existe: entre com "
            "a sua senha ou peça um código na página de entrada.",
            # Qualquer um pode pedir: uma por dia basta a quem esqueceu.
            chave=f"convite-pedido:{conta.pk}:{timezone.localdate()}",
        )


def achar_convite(segredo: str) -> Convite | None:
    """O convite de um link, seja qual for a situação dele. Nada consome."""
    return (
        Convite.objects.filter(resumo_do_segredo=_resumir(segredo))
        .select_related("orgao__municipio", "criado_por")
        .first()
    )


def conta_do_convidado(convite: Convite) -> Usuario | None:
    return Usuario.objects.filter(email=convite.email).first()


def conferir_aceitavel(convite: Convite) -> None:
    """Levanta `ConviteRecusado` com o motivo se o convite não pode mais ser aceito."""
    if convite.aceito_em:
        raise ConviteRecusado(
            "usado",
            f"Este convite já foi usado em {timezone.localtime(convite.aceito_em):%d/%m/%Y}. "
            "Se foi você, entre com o seu e-mail.",
        )
    if convite.revogado_em:
        raise ConviteRecusado(
            "revogado", "Este convite foi cancelado. Fale com quem convidou você."
        )
    if convite.expira_em <= timezone.now():
        raise ConviteRecusado(
            "vencido", "Este convite venceu. Peça outro link: ele vai para o mesmo endereço."
        )
    _conferir_superado(convite)


def _conferir_superado(convite: Convite) -> None:
    if convite.papel == Papel.APOIO:
        return
    mais_novos = convite.orgao.vinculos.por_acabar(timezone.localdate()).filter(
        papel=convite.papel, suplente=convite.suplente, criado_em__gt=convite.enviado_em
    )
    if mais_novos.exclude(usuario__email=convite.email).exists():
        raise ConviteRecusado(
            "superado",
            "Outra pessoa assumiu este papel depois do convite. Fale com quem convidou você.",
        )


def _quem_aceita(convite: Convite, por: Usuario | None) -> Usuario | None:
    """A conta que aceita, ou `None` se ainda é preciso criá-la."""
    conta = conta_do_convidado(convite)
    if conta is None and por is None:
        return None
    if conta is not None and por is None:
        raise ConviteRecusado(
            "exige_entrar", "Já existe uma conta com este e-mail. Entre nela para aceitar."
        )
    if conta != por:
        raise ConviteRecusado(
            "outra_conta",
            "Este convite foi enviado a outro endereço. Saia e entre com o e-mail que o recebeu.",
        )
    return conta


def _criar_conta(*, email: str, **dados) -> Usuario:
    """A conta do convidado; outro convite ao mesmo endereço pode criá-la no mesmo instante."""
    try:
        with transaction.atomic():
            return criar_usuario(email=email, **dados)
    except IntegrityError as erro:
        raise ConviteRecusado(
            "exige_entrar",
            "A sua conta acabou de ser criada por outro convite. Entre nela e abra este link de "
            "novo: ele continua valendo.",
        ) from erro


def _conferir_limite(por: Usuario) -> None:
    desde = timezone.now() - timedelta(hours=1)
    if Convite.objects.filter(criado_por=por, criado_em__gte=desde).count() >= CONVITES_POR_HORA:
        raise ConviteRecusado(
            "limite",
            f"Você já enviou {CONVITES_POR_HORA} convites na última hora. Continue mais tarde.",
        )


def _conferir_convidado(orgao: Orgao, papel: Papel, suplente: bool, email: str) -> None:
    aberto = orgao.convites.abertos().filter(papel=papel, suplente=suplente, email=email)
    if aberto.exists():
        raise ConviteRecusado(
            "repetido", "Já há um convite aberto para este endereço e papel. Use Reenviar."
        )
    conta = Usuario.objects.filter(email=email).first()
    if conta is None:
        return
    try:
        conferir_papel(conta, papel)
    except VinculoRecusado as recusa:
        raise ConviteRecusado(recusa.codigo, recusa.mensagem) from recusa
    ativos = conta.vinculos.ativos(timezone.localdate())
    if ativos.filter(orgao=orgao, papel=papel, suplente=suplente).exists():
        raise ConviteRecusado("ja_exerce", f"{conta} já exerce este papel neste órgão.")


def _travar_aberto(convite: Convite) -> Convite:
    convite = (
        Convite.objects.select_for_update(of=("self",))
        .select_related("orgao", "criado_por")
        .get(pk=convite.pk)
    )
    if convite.aceito_em or convite.revogado_em:
        raise ConviteRecusado("fechado", "Este convite já foi aceito ou cancelado.")
    return convite


def _novo_segredo() -> str:
    return secrets.token_urlsafe(32)


def _resumir(segredo: str) -> str:
    return hashlib.sha256(segredo.encode()).hexdigest()


def _enviar_convite(convite: Convite, segredo: str) -> None:
    endereco = settings.ENDERECO_PUBLICO + reverse("contas:convite", args=[segredo])
    enfileirar_modelo(
        "convite",
        {
            "convite": convite,
            "orgao": convite.orgao,
            "endereco": endereco,
            # Quem já tem papel noutro lugar avisa deste convite, não do papel que exerce.
            **contexto_da_saida(Remetente(convite_id=convite.pk)),
        },
        para=convite.email,
        chave=f"convite:{convite.pk}:{convite.envios}",
        transacional=True,
    )
