"""«Não sou mais eu»: avisar que a pessoa deixou o papel. Avisa; não muda nada.

O link das mensagens leva um segredo assinado que só serve para avisar, só do órgão
que ele nomeia, e que nada mostra a quem o abre.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from seicidades.comum.papeis import PAPEIS_MUNICIPAIS
from seicidades.contas.models import AvisoDeSaida, Convite, Usuario, Vinculo

VALIDADE_DO_LINK = timedelta(days=180)
ASSINANTE = TimestampSigner(salt="contas.nao_sou_mais_eu")


@dataclass(frozen=True)
class Remetente:
    """De quem fala um link: a pessoa em um órgão, ou um convite."""

    usuario_id: int | None = None
    orgao_id: int | None = None
    convite_id: int | None = None

    def segredo(self) -> str:
        if self.convite_id:
            return ASSINANTE.sign(f"c.{self.convite_id}")
        return ASSINANTE.sign(f"p.{self.usuario_id}.{self.orgao_id}")

    def caminho(self) -> str:
        return reverse("contas:nao_sou_mais_eu_por_link", args=[self.segredo()])


def ler_segredo(segredo: str) -> Remetente | None:
    """De quem fala o link; `None` se não fomos nós que o escrevemos ou se já venceu."""
    try:
        tipo, *partes = ASSINANTE.unsign(segredo, max_age=VALIDADE_DO_LINK).split(".")
        numeros = [int(parte) for parte in partes]
    except (BadSignature, ValueError):
        return None
    if tipo == "c" and len(numeros) == 1:
        return Remetente(convite_id=numeros[0])
    if tipo == "p" and len(numeros) == 2:
        return Remetente(usuario_id=numeros[0], orgao_id=numeros[1])
    return None


def caminho_para(email: str) -> str:
    """O caminho do link no pé das mensagens a este endereço; vazio, se não há papel a deixar.

    Com papel em mais de um órgão, leva à página de quem entrou: ela escolhe qual.
    """
    vinculos = _do_municipio().filter(usuario__email=email, usuario__papel_estado="")
    lugares = set(vinculos.values_list("usuario_id", "orgao_id"))
    if len(lugares) > 1:
        return reverse("contas:nao_sou_mais_eu")
    if lugares:
        usuario_id, orgao_id = lugares.pop()
        remetente = Remetente(usuario_id=usuario_id, orgao_id=orgao_id)
    else:
        convite = Convite.objects.abertos().filter(email=email).order_by("-enviado_em").first()
        if convite is None:
            return ""
        remetente = Remetente(convite_id=convite.pk)
    return remetente.caminho()


def contexto_da_saida(remetente: Remetente) -> dict[str, str]:
    """Para a mensagem que sabe de quem fala, seja qual for o endereço."""
    return {"caminho_de_saida_do_papel": remetente.caminho()}


def contexto_das_mensagens(para: str) -> dict[str, str]:
    """O que toda mensagem ganha: o caminho de «não sou mais eu» de quem a recebe."""
    return {"caminho_de_saida_do_papel": caminho_para(para) if para else ""}


def _do_municipio():
    return Vinculo.objects.ativos(timezone.localdate()).filter(papel__in=PAPEIS_MUNICIPAIS)


def papeis_a_deixar(usuario: Usuario):
    """Os papéis municipais de hoje de quem entrou."""
    return (
        _do_municipio()
        .filter(usuario=usuario)
        .select_related("orgao__municipio")
        .order_by("orgao__municipio__nome_de_busca", "papel", "pk")
    )


@transaction.atomic
def avisar_pelo_link(remetente: Remetente, **dados) -> int:
    """Registra o aviso de cada papel da pessoa no órgão do link; diz quantos são novos."""
    if remetente.convite_id:
        convites = Convite.objects.abertos().filter(pk=remetente.convite_id)
        return sum(_registrar(dados, None, convite=c) for c in convites.order_by("pk"))
    vinculos = _do_municipio().filter(
        usuario=remetente.usuario_id, orgao=remetente.orgao_id, usuario__papel_estado=""
    )
    return sum(_registrar(dados, None, vinculo=v) for v in vinculos.order_by("pk"))


@transaction.atomic
def avisar_saida(usuario: Usuario, vinculos, **dados) -> int:
    """O mesmo, de quem entrou e escolheu os papéis; os de outra pessoa são ignorados."""
    return sum(_registrar(dados, usuario, vinculo=v) for v in vinculos if v.usuario == usuario)


@transaction.atomic
def pedir_troca(orgao_id: int, papel: str, *, suplente: bool, email: str, por: Usuario) -> int:
    """Quem reconfirma os papéis diz que a pessoa não continua; vale para vínculo ou convite."""
    lugar = {"orgao": orgao_id, "papel": papel, "suplente": suplente}
    dados = {"motivo": AvisoDeSaida.Motivo.MANDATO}
    vinculos = _do_municipio().filter(**lugar, usuario__email=email).order_by("pk")
    convites = Convite.objects.abertos().filter(**lugar, email=email).order_by("pk")
    return sum(
        [_registrar(dados, por, vinculo=v) for v in vinculos]
        + [_registrar(dados, por, convite=c) for c in convites]
    )


def _registrar(dados: dict, por: Usuario | None, **alvo) -> bool:
    """Um aviso aberto de cada vez: repetir não apaga o primeiro."""
    _, novo = AvisoDeSaida.objects.get_or_create(
        **alvo, resolvido_em=None, defaults={**dados, "avisado_por": por}
    )
    return novo


def avisos_de_saida(orgao_id: int) -> list[AvisoDeSaida]:
    """Os abertos do órgão, o mais antigo primeiro."""
    return list(
        AvisoDeSaida.objects.abertos()
        .do_orgao(orgao_id)
        .select_related("vinculo__usuario", "convite", "avisado_por")
        .order_by("criado_em", "pk")
    )


def manter_no_papel(aviso: AvisoDeSaida, *, por: Usuario) -> bool:
    """Conferido: a pessoa continua. Falso, se outra pessoa já resolveu."""
    return _resolver(AvisoDeSaida.objects.filter(pk=aviso.pk), AvisoDeSaida.Desfecho.CONTINUA, por)


def encerrar_avisos(por: Usuario | None, **alvo) -> bool:
    """O papel acabou ou o convite foi cancelado: o aviso cumpriu o que pedia."""
    return _resolver(AvisoDeSaida.objects.filter(**alvo), AvisoDeSaida.Desfecho.TROCOU, por)


def _resolver(avisos, desfecho: str, por: Usuario | None) -> bool:
    return bool(
        avisos.abertos().update(resolvido_em=timezone.now(), resolvido_por=por, desfecho=desfecho)
    )
