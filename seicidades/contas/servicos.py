"""Regras de pessoas, papéis e convites. Toda mudança de vínculo passa por aqui."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from seicidades.comum.papeis import INTERLOCUTORES, PAPEIS_MUNICIPAIS, Papel
from seicidades.contas.models import Convite, Usuario, Vinculo
from seicidades.contas.sinais import vinculo_mudou
from seicidades.correio.servicos import enfileirar_modelo
from seicidades.municipios.models import Orgao

VALIDADE_DO_CONVITE = timedelta(days=14)
INTERVALO_ENTRE_ENVIOS = timedelta(minutes=1)
CONVITES_POR_HORA = 60
VESPERA = timedelta(days=1)
PAPEIS_NA_PAGINA = (Papel.REPRESENTANTE, *INTERLOCUTORES, Papel.APOIO)


class Recusa(Exception):
    """Pedido que as regras não aceitam. `codigo` para o programa, `mensagem` para a pessoa."""

    def __init__(self, codigo: str, mensagem: str):
        self.codigo = codigo
        self.mensagem = mensagem
        super().__init__(mensagem)


class VinculoRecusado(Recusa):
    pass


class ConviteRecusado(Recusa):
    pass


# --- Pessoas ---------------------------------------------------------------------------


@transaction.atomic
def criar_usuario(
    *,
    email: str,
    nome: str,
    papel_estado: str = "",
    nome_social: str = "",
    telefone: str = "",
    senha: str | None = None,
    avisar: bool = False,
) -> Usuario:
    """Cria a conta. Sem senha, a pessoa entra por código; `avisar` conta isso a ela."""
    usuario = Usuario.objects.create_user(
        email,
        senha,
        nome=nome,
        nome_social=nome_social,
        telefone=telefone,
        papel_estado=papel_estado,
    )
    if avisar:
        avisar_acesso(
            usuario,
            titulo="Seu acesso ao acompanhamento do SEI Cidades",
            texto="Sua conta foi criada. Entre com o seu e-mail: enviaremos um código.",
        )
    return usuario


def avisar_acesso(usuario: Usuario, *, titulo: str, texto: str) -> None:
    """Conta à pessoa algo sobre a conta dela (criação, senha, segundo fator)."""
    enfileirar_modelo(
        "acesso",
        {"nome": usuario.nome_publico, "titulo": titulo, "texto": texto},
        para=usuario.email,
        chave=f"acesso:{uuid.uuid4()}",
        transacional=True,
    )


@transaction.atomic
def atualizar_usuario(usuario: Usuario, *, por: Usuario | None) -> Usuario:
    """Grava a pessoa e encerra os vínculos que ela deixou de poder exercer.

    Desativada, perde todos; sem papel de gerente no Estado, perde a carteira.
    """
    usuario.save()
    vinculos = usuario.vinculos.por_acabar(timezone.localdate())
    if usuario.is_active:
        vinculos = vinculos.filter(papel=Papel.GERENTE)
        if usuario.papel_estado in (Papel.GERENTE, Papel.ADMINISTRADOR):
            vinculos = vinculos.none()
    for vinculo in vinculos:
        encerrar_vinculo(vinculo, fim=_ontem_ou_vespera(vinculo), por=por)
    return usuario


def _ontem_ou_vespera(vinculo: Vinculo) -> date:
    return max(timezone.localdate(), vinculo.inicio) - VESPERA


# --- Vínculos --------------------------------------------------------------------------


@transaction.atomic
def vincular(
    usuario: Usuario,
    orgao: Orgao,
    papel: Papel | str,
    *,
    inicio: date,
    suplente: bool = False,
    ato: str = "",
    por: Usuario | None,
) -> Vinculo:
    """Dá à pessoa um papel no órgão e encerra na véspera quem o exercia.

    Se ela já o exerce, devolve o vínculo que existe, com o ato atualizado. O
    sinal `vinculo_mudou` sai depois do commit.

    Raises:
        VinculoRecusado: papel que a pessoa não pode exercer, ou outra pessoa
            já marcada para assumir depois de `inicio`.
    """
    papel = Papel(papel)
    _conferir_papel(usuario, papel)
    Orgao.objects.select_for_update(no_key=True).get(pk=orgao.pk)
    em_vigor = list(
        Vinculo.objects.por_acabar(inicio)
        .filter(orgao=orgao, papel=papel)
        .select_related("usuario")
    )
    mesmo = next((v for v in em_vigor if _mesmo_lugar(v, usuario, suplente)), None)
    for vinculo in em_vigor:
        if vinculo is not mesmo and _deixa_o_lugar(vinculo, usuario, papel, suplente):
            _encerrar_na_vespera(vinculo, usuario, inicio, por)
    vinculo = mesmo or Vinculo(
        usuario=usuario, orgao=orgao, papel=papel, suplente=suplente, inicio=inicio, criado_por=por
    )
    vinculo.inicio = min(vinculo.inicio, inicio)
    vinculo.fim = None
    vinculo.ato = ato or vinculo.ato
    vinculo.save()
    _anunciar(orgao.pk)
    return vinculo


def _conferir_papel(usuario: Usuario, papel: Papel) -> None:
    if not usuario.is_active:
        raise VinculoRecusado("conta_desativada", f"A conta de {usuario} está desativada.")
    if papel in PAPEIS_MUNICIPAIS and usuario.papel_estado:
        raise VinculoRecusado(
            "pessoa_do_estado",
            f"{usuario} tem papel no Estado e não pode exercer papel municipal. "
            "Use o e-mail de uma pessoa do município.",
        )
    gerencia = usuario.papel_estado in (Papel.GERENTE, Papel.ADMINISTRADOR)
    if papel == Papel.GERENTE and not gerencia:
        raise VinculoRecusado(
            "nao_e_gerente",
            f"{usuario} não é gerente de projetos. Mude antes o papel no Estado.",
        )
    if papel not in PAPEIS_MUNICIPAIS and papel != Papel.GERENTE:
        raise VinculoRecusado("papel_sem_orgao", f"{papel.rotulo} não é papel de um órgão.")


def _mesmo_lugar(vinculo: Vinculo, usuario: Usuario, suplente: bool) -> bool:
    return vinculo.usuario_id == usuario.pk and vinculo.suplente == suplente


def _deixa_o_lugar(vinculo: Vinculo, usuario: Usuario, papel: Papel, suplente: bool) -> bool:
    """Sai quem ocupava o mesmo lugar e, da própria pessoa, o outro lugar do papel."""
    if vinculo.usuario_id == usuario.pk:
        return True
    return papel != Papel.APOIO and vinculo.suplente == suplente


def _encerrar_na_vespera(vinculo: Vinculo, usuario: Usuario, inicio: date, por) -> None:
    if vinculo.inicio > inicio and vinculo.usuario_id != usuario.pk:
        raise VinculoRecusado(
            "outra_pessoa_assume_depois",
            f"{vinculo.usuario} já assume como {vinculo.get_papel_display()} em "
            f"{vinculo.inicio:%d/%m/%Y}. Encerre antes esse vínculo ou informe um início "
            "posterior.",
        )
    vinculo.fim = max(inicio, vinculo.inicio) - VESPERA
    vinculo.encerrado_por = por
    vinculo.save(update_fields=["fim", "encerrado_por"])


@transaction.atomic
def encerrar_vinculo(vinculo: Vinculo, *, fim: date, por: Usuario | None) -> Vinculo:
    """Encerra o vínculo; `fim` é o último dia. Já encerrado antes disso, nada muda.

    Raises:
        VinculoRecusado: se `fim` for anterior à véspera do início.
    """
    vinculo = Vinculo.objects.select_for_update(of=("self",)).get(pk=vinculo.pk)
    if fim < vinculo.inicio - VESPERA:
        raise VinculoRecusado(
            "fim_antes_do_inicio",
            f"O último dia não pode ser anterior ao início ({vinculo.inicio:%d/%m/%Y}).",
        )
    if vinculo.fim is not None and vinculo.fim <= fim:
        return vinculo
    vinculo.fim = fim
    vinculo.encerrado_por = por
    vinculo.save(update_fields=["fim", "encerrado_por"])
    _anunciar(vinculo.orgao_id)
    return vinculo


def _anunciar(orgao_id: int) -> None:
    transaction.on_commit(partial(vinculo_mudou.send_robust, sender=Vinculo, orgao_id=orgao_id))


@dataclass
class Lugar:
    """Um papel do órgão e quem o ocupa, hoje ou daqui a pouco."""

    papel: Papel
    titulares: list[Vinculo] = field(default_factory=list)
    suplentes: list[Vinculo] = field(default_factory=list)
    convites: list[Convite] = field(default_factory=list)

    @property
    def vago(self) -> bool:
        """Ninguém o exerce hoje como titular nem suplente."""
        hoje = timezone.localdate()
        return not any(v.inicio <= hoje for v in (*self.titulares, *self.suplentes))


def pessoas_do_orgao(orgao: Orgao) -> list[Lugar]:
    """Os papéis municipais, na ordem da página, com pessoas e convites abertos.

    Duas consultas, seja qual for o número de pessoas.
    """
    lugares = {papel: Lugar(papel) for papel in PAPEIS_NA_PAGINA}
    vinculos = (
        orgao.vinculos.por_acabar(timezone.localdate())
        .filter(papel__in=PAPEIS_NA_PAGINA)
        .select_related("usuario")
        .order_by("inicio", "usuario__nome", "pk")
    )
    for vinculo in vinculos:
        lugar = lugares[vinculo.papel]
        (lugar.suplentes if vinculo.suplente else lugar.titulares).append(vinculo)
    for convite in orgao.convites.abertos().order_by("criado_em", "pk"):
        lugares[convite.papel].convites.append(convite)
    return list(lugares.values())


# --- Convites --------------------------------------------------------------------------


@transaction.atomic
def convidar(
    *,
    orgao: Orgao,
    papel: Papel | str,
    nome: str,
    email: str,
    por: Usuario,
    suplente: bool = False,
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
    _enviar_convite(convite, segredo)
    return convite


@transaction.atomic
def reenviar_convite(convite: Convite, *, por: Usuario) -> Convite:
    """Envia de novo, com outro segredo e nova validade; o link anterior deixa de valer."""
    convite = _travar_aberto(convite)
    agora = timezone.now()
    if agora - convite.enviado_em < INTERVALO_ENTRE_ENVIOS:
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
        usuario = criar_usuario(
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
    convite.aceito_em = timezone.now()
    convite.aceito_por = usuario
    convite.save(update_fields=["aceito_em", "aceito_por"])
    return convite


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
            "vencido", "Este convite venceu. Peça a quem convidou você que o envie de novo."
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
        _conferir_papel(conta, papel)
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
        {"convite": convite, "orgao": convite.orgao, "endereco": endereco},
        para=convite.email,
        chave=f"convite:{convite.pk}:{convite.envios}",
        transacional=True,
    )
