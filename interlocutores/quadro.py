"""Os quatro papéis de uma implantação, hoje: quem exerce, o que falta e o que pede atenção."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import F
from django.utils import timezone

from interlocutores import acesso, reconfirmacao
from interlocutores.models import Designacao
from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.contas import servicos as contas
from seicidades.contas.models import AvisoDeSaida, Convite, Vinculo
from seicidades.correio.models import Mensagem
from seicidades.correio.servicos import recusas_do_correio


@dataclass
class Ocupante:
    """Uma pessoa em um lugar e o que se sabe do acesso e do correio dela."""

    designacao: Designacao
    convite: Convite | None = None
    com_acesso: bool = False
    desativada: bool = False
    saida: AvisoDeSaida | None = None
    recusa: Mensagem | None = None
    a_reconfirmar: bool = False


@dataclass
class Lugar:
    """Um dos quatro papéis."""

    papel: Papel
    titular: Ocupante | None = None
    suplente: Ocupante | None = None
    a_completar: list[Vinculo] = field(default_factory=list)
    vago_desde: date | None = None
    anteriores: list[Designacao] = field(default_factory=list)

    @property
    def ocupantes(self) -> list[Ocupante]:
        return [o for o in (self.titular, self.suplente) if o]

    @property
    def vago(self) -> bool:
        """Ninguém designado nem com acesso: os itens do papel não têm quem os faça."""
        return not self.ocupantes and not self.a_completar

    @property
    def dias_vago(self) -> int | None:
        """Dias corridos sem ninguém; quem nunca teve ninguém não conta."""
        if self.vago_desde is None:
            return None
        return (timezone.localdate() - self.vago_desde).days

    @property
    def so_suplente(self) -> bool:
        titulares = [v for v in self.a_completar if not v.suplente]
        return self.titular is None and self.suplente is not None and not titulares


def montar(implantacao) -> dict[Papel, Lugar]:
    """Número fixo de consultas, seja qual for o número de pessoas."""
    hoje = timezone.localdate()
    lugares = {papel: Lugar(papel) for papel in INTERLOCUTORES}
    todas = implantacao.interlocutores_designacoes.filter(fim=None) | (
        implantacao.interlocutores_designacoes.filter(fim__gte=F("inicio"))
    )
    for designacao in todas.select_related("ato").order_by("inicio", "pk"):
        lugar = lugares[Papel(designacao.papel)]
        if not designacao.em_exercicio(hoje):
            lugar.anteriores.insert(0, designacao)
        elif designacao.suplente:
            lugar.suplente = Ocupante(designacao)
        else:
            lugar.titular = Ocupante(designacao)
    _completar(implantacao, lugares)
    for lugar in lugares.values():
        passados = [d.fim for d in lugar.anteriores if d.fim and d.fim < hoje]
        if lugar.vago and passados:
            lugar.vago_desde = date.fromordinal(max(passados).toordinal() + 1)
    return lugares


def _completar(implantacao, lugares: dict[Papel, Lugar]) -> None:
    orgao = implantacao.orgao
    ocupantes = [o for lugar in lugares.values() for o in lugar.ocupantes]
    recusas = recusas_do_correio(o.designacao.email for o in ocupantes)
    convites = {(c.papel, c.suplente, c.email): c for c in orgao.convites.abertos().order_by("pk")}
    vinculos = {_lugar_do(v): v for v in acesso.acessos_do_orgao(orgao)}
    saidas = {_lugar_do(s.alvo): s for s in contas.avisos_de_saida(orgao.pk)}
    pendencia = reconfirmacao.pendencia_de(implantacao)
    a_reconfirmar = {d.pk for d in pendencia.designacoes} if pendencia else set()
    for ocupante in ocupantes:
        designacao = ocupante.designacao
        lugar = (designacao.papel, designacao.suplente, designacao.email)
        ocupante.convite = convites.get(lugar)
        vinculo = vinculos.pop(lugar, None)
        ocupante.desativada = vinculo is not None and not vinculo.usuario.is_active
        ocupante.com_acesso = vinculo is not None and vinculo.usuario.is_active
        ocupante.saida = saidas.get(lugar)
        ocupante.recusa = recusas.get(designacao.email)
        ocupante.a_reconfirmar = designacao.pk in a_reconfirmar
    for vinculo in filter(acesso.em_uso, vinculos.values()):
        lugares[Papel(vinculo.papel)].a_completar.append(vinculo)


def _lugar_do(alvo) -> tuple[str, bool, str]:
    email = alvo.email if isinstance(alvo, Convite) else alvo.usuario.email
    return (alvo.papel, alvo.suplente, email)
