"""O que os dados da adesão dizem de cada item, hoje, para muitas implantações."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch
from django.utils import timezone

from adesao.assinaturas import cadastro_de, e_de, estado_do_usuario_externo, situacao_de
from adesao.estados import SEM_LIBERACAO, EstadoDaAssinatura, EstadoDoCadastro
from adesao.marcas import partes_sem_quem_assine
from adesao.models import (
    POR_QUEM,
    CadastroExterno,
    DadosDaPrefeitura,
    Instrumento,
    PapelNoFluxo,
    Parte,
    Representante,
    Signatario,
)
from seicidades.comum.formatos import data_curta, lista_e
from seicidades.fluxo.declaracao import Fato


@dataclass
class Situacao:
    """O que há de uma implantação, já carregado."""

    hoje: date
    cnpj: str | None = None
    representante: Representante | None = None
    cadastro: CadastroExterno | None = None
    instrumentos: dict[str, Instrumento] = field(default_factory=dict)

    @property
    def termo(self) -> Instrumento | None:
        return self.instrumentos.get(PapelNoFluxo.ABRE)

    @property
    def acordo(self) -> Instrumento | None:
        return self.instrumentos.get(PapelNoFluxo.ACORDO)

    @property
    def outras(self) -> list[Signatario]:
        """Quem falta assinar pelo município além de quem o representa."""
        faltam = [s for i in (self.termo, self.acordo) if i for s in pendentes(i, Parte.MUNICIPIO)]
        atual = self.representante
        return [s for s in faltam if not (atual and e_de(s, atual))]


def apurar(ids: Iterable[int], hoje: date | None = None) -> dict[int, dict[str, Fato]]:
    """Um fato por item `por_fato` da adesão, para cada implantação pedida.

    Cinco consultas, para quantas implantações forem.
    """
    return {
        implantacao_id: {chave: julgar(situacao) for chave, julgar in JULGAMENTOS.items()}
        for implantacao_id, situacao in _carregar(list(ids), hoje or timezone.localdate()).items()
    }


def _carregar(ids: list[int], hoje: date) -> dict[int, Situacao]:
    situacoes = {i: Situacao(hoje) for i in ids}
    prefeituras = DadosDaPrefeitura.objects.filter(implantacao__in=ids)
    for implantacao_id, cnpj in prefeituras.values_list("implantacao", "implantacao__orgao__cnpj"):
        situacoes[implantacao_id].cnpj = cnpj
    for representante in _representantes(ids, hoje):
        situacao = situacoes[representante.implantacao_id]
        situacao.representante = representante
        situacao.cadastro = getattr(representante, "cadastro_externo", None)
    for instrumento in _instrumentos(ids):
        papel = instrumento.tipo.papel_no_fluxo
        situacoes[instrumento.implantacao_id].instrumentos[papel] = instrumento
    return situacoes


def _representantes(ids, hoje):
    """Do mandato mais antigo ao mais novo: o último a passar é o atual."""
    return (
        Representante.objects.filter(implantacao__in=ids, mandato_inicio__lte=hoje)
        .select_related("cadastro_externo")
        .order_by("mandato_inicio")
    )


def _instrumentos(ids):
    """Os que a etapa acompanha, já disponíveis: minutas, aditivos e renovações não contam."""
    signatarios = (
        Signatario.objects.ativos()
        .select_related("representante__cadastro_externo", "pessoa__cadastro_externo")
        .order_by("ordem")
        .prefetch_related("movimentos")
    )
    return (
        Instrumento.objects.vigentes()
        .originais()
        .filter(implantacao__in=ids, disponibilizado_em__isnull=False)
        .select_related("tipo", "publicacao")
        .prefetch_related(Prefetch("signatarios", signatarios))
        .order_by("disponibilizado_em", "pk")
    )


def _prefeitura(situacao: Situacao) -> Fato:
    if situacao.cnpj is None:
        return Fato(False, "Dados não informados.", "Informe os dados da prefeitura.")
    if not situacao.cnpj:
        return Fato(False, "Falta o CNPJ.", "Informe o CNPJ da prefeitura.")
    return Fato(True, "CNPJ, contato e endereço informados.")


def _prefeito(situacao: Situacao) -> Fato:
    representante = situacao.representante
    if representante is None:
        return Fato(False, "Representante não informado.", "Informe quem representa a prefeitura.")
    fim = data_curta(representante.mandato_fim)
    if representante.mandato_fim < situacao.hoje:
        return Fato(
            False, f"O mandato acabou em {fim}.", "Informe quem representa a prefeitura agora."
        )
    return Fato(True, f"Representante com mandato até {fim}.")


def _pedido(situacao: Situacao) -> Fato:
    de_quem_representa = _pedido_de_quem_representa(situacao)
    faltam = [s for s in situacao.outras if _cadastro(s, situacao) == EstadoDoCadastro.SEM_CADASTRO]
    if not faltam or not de_quem_representa.satisfeito:
        return de_quem_representa
    return Fato(
        False,
        f"Falta pedir o cadastro de {_mais(faltam)}.",
        "Cada pessoa pede o seu no SEI do Estado; informe a data em Usuários externos.",
    )


def _pedido_de_quem_representa(situacao: Situacao) -> Fato:
    if situacao.cadastro:
        return Fato(True, f"Pedido em {data_curta(situacao.cadastro.pedido_em)}.")
    if _ja_assinou_tudo(situacao):
        return Fato(True, "Termo e acordo já assinados pelo município.")
    return Fato(
        False,
        "Cadastro de usuário externo ainda não pedido.",
        "Peça o cadastro no SEI do Estado e informe a data do pedido.",
    )


def _liberacao(situacao: Situacao) -> Fato:
    de_quem_representa = _liberacao_de_quem_representa(situacao)
    faltam = [s for s in situacao.outras if _cadastro(s, situacao) != EstadoDoCadastro.LIBERADO]
    if not faltam or not de_quem_representa.satisfeito:
        return de_quem_representa
    pedidos = [c.pedido_em for s in faltam if (c := cadastro_de(s.quem))]
    desde = f", pendente desde {data_curta(min(pedidos))}" if pedidos else ""
    return Fato(
        False,
        f"Falta liberar o cadastro de {_mais(faltam)}{desde}.",
        "Informe a data de cada liberação em Usuários externos.",
    )


def _liberacao_de_quem_representa(situacao: Situacao) -> Fato:
    cadastro = situacao.cadastro
    if cadastro and cadastro.desativado_em and not _ja_assinou_tudo(situacao):
        return Fato(
            False,
            f"Desativado em {data_curta(cadastro.desativado_em)}.",
            "Reative o usuário externo no SEI do Estado e registre, ou informe quem assumiu.",
        )
    if cadastro and cadastro.liberado_em:
        return Fato(True, f"Liberado em {data_curta(cadastro.liberado_em)}.")
    if not cadastro and _ja_assinou_tudo(situacao):
        return Fato(True, "Termo e acordo já assinados pelo município.")
    resumo = f"Pendente desde {data_curta(cadastro.pedido_em)}." if cadastro else "Sem pedido."
    return Fato(False, resumo, "Informe a data em que o usuário externo foi liberado.")


def _mais(signatarios: list[Signatario]) -> str:
    """Sem nomes: o resumo do fato vai ao registro."""
    quantas = len({s.nome.lower() for s in signatarios})
    pessoas = "pessoa que assina" if quantas == 1 else "pessoas que assinam"
    return f"mais {quantas} {pessoas}"


def _cadastro(signatario: Signatario, situacao: Situacao) -> EstadoDoCadastro:
    return estado_do_usuario_externo(signatario.quem, situacao.hoje)


def _ja_assinou_tudo(situacao: Situacao) -> bool:
    """Quem assume depois só precisa de cadastro quando houver o que assinar."""
    return all(
        _assinado(instrumento, Parte.MUNICIPIO, "").satisfeito
        for instrumento in (situacao.termo, situacao.acordo)
    )


def _termo_disponivel(situacao: Situacao) -> Fato:
    return _disponivel(situacao.termo, "o termo de adesão", situacao.hoje)


def _acordo_disponivel(situacao: Situacao) -> Fato:
    return _disponivel(situacao.acordo, "o acordo", situacao.hoje)


def _disponivel(instrumento: Instrumento | None, nome: str, hoje: date) -> Fato:
    if instrumento is None:
        return Fato(
            False,
            "Ainda não disponibilizado.",
            f"Registre {nome}: processo, documento e quem assina.",
        )
    if not any(s.parte == Parte.MUNICIPIO for s in instrumento.signatarios.all()):
        return Fato(
            False, "Sem signatário do município.", f"Informe quem assina {nome} pelo município."
        )
    if sem_liberacao := _sem_liberacao(instrumento, hoje):
        return sem_liberacao
    return Fato(
        True,
        f"{instrumento.tipo} disponível desde {data_curta(instrumento.disponibilizado_em)}, "
        f"documento {instrumento.documento_sei}.",
    )


def _sem_liberacao(instrumento: Instrumento, hoje: date) -> Fato | None:
    """Quem libera é a Prodesp: expirada ou por fazer, a vez é dela, e a cidade não se atrasa."""
    for signatario in pendentes(instrumento, Parte.MUNICIPIO):
        situacao = situacao_de(signatario, hoje)
        if situacao.estado == EstadoDaAssinatura.EXPIRADA:
            resumo = f"A liberação para assinar expirou em {data_curta(situacao.vale_ate)}."
        elif situacao.estado in SEM_LIBERACAO:
            resumo = _por_que_espera(signatario, hoje)
        else:
            continue
        return Fato(False, resumo, "Libere a assinatura no SEI do Estado e registre o dia.")
    return None


def _por_que_espera(signatario: Signatario, hoje: date) -> str:
    estado = estado_do_usuario_externo(signatario.quem, hoje)
    if estado == EstadoDoCadastro.LIBERADO:
        return "A assinatura espera liberação."
    return f"A assinatura espera o usuário externo, que está como “{estado.rotulo}”."


def pendentes(instrumento: Instrumento, parte: Parte) -> list[Signatario]:
    return [s for s in instrumento.signatarios.all() if s.parte == parte and not s.assinado_em]


def _termo_assinado(situacao: Situacao) -> Fato:
    return _assinado(situacao.termo, Parte.MUNICIPIO, "O termo")


def _acordo_assinado_pelo_municipio(situacao: Situacao) -> Fato:
    return _assinado(situacao.acordo, Parte.MUNICIPIO, "O acordo")


def _acordo_assinado_pela_sggd(situacao: Situacao) -> Fato:
    return _assinado(situacao.acordo, Parte.SGGD, "O acordo")


def _acordo_assinado_pela_prodesp(situacao: Situacao) -> Fato:
    return _assinado(situacao.acordo, Parte.PRODESP, "O acordo")


def _assinado(instrumento: Instrumento | None, parte: Parte, nome: str) -> Fato:
    if instrumento is None:
        return Fato(
            False, f"{nome} ainda não foi disponibilizado.", "Aguarde o documento no SEI do Estado."
        )
    signatarios = [s for s in instrumento.signatarios.all() if s.parte == parte]
    if not signatarios and parte not in instrumento.tipo.partes:
        return Fato(True, f"{nome} não tem signatário desta parte.")
    if not signatarios and parte != Parte.MUNICIPIO:
        return Fato(
            False,
            f"{nome} ainda não diz quem assina {POR_QUEM[parte]}.",
            "Registre no documento quem assina por essa parte.",
        )
    faltam = pendentes(instrumento, parte)
    if faltam or not signatarios:
        return Fato(
            False,
            f"{len(signatarios) - len(faltam)} de {len(signatarios)} assinaturas.",
            "Informe a data de cada assinatura.",
        )
    return Fato(True, f"Assinado em {data_curta(max(s.assinado_em for s in signatarios))}.")


def _extrato(situacao: Situacao) -> Fato:
    acordo = situacao.acordo
    publicacao = getattr(acordo, "publicacao", None)
    sem_ninguem = partes_sem_quem_assine(acordo) if acordo else []
    partes = [p.label for p in Parte if acordo and (p in sem_ninguem or pendentes(acordo, p))]
    if partes:
        publicado = f"Publicado em {data_curta(publicacao.publicado_em)}; " if publicacao else ""
        falta = f"falta assinatura: {lista_e(partes)}."
        return Fato(
            False,
            publicado + falta if publicado else falta[0].upper() + falta[1:],
            "Registre as assinaturas que faltam e depois a publicação.",
        )
    if publicacao:
        return Fato(True, f"Publicado em {data_curta(publicacao.publicado_em)}.")
    return Fato(False, "Extrato ainda não publicado.", "Informe onde e quando saiu o extrato.")


JULGAMENTOS = {
    "prefeitura_informada": _prefeitura,
    "prefeito_informado": _prefeito,
    "usuario_externo_pedido": _pedido,
    "usuario_externo_liberado": _liberacao,
    "termo_disponibilizado": _termo_disponivel,
    "termo_assinado": _termo_assinado,
    "acordo_disponibilizado": _acordo_disponivel,
    "acordo_assinado_pelo_municipio": _acordo_assinado_pelo_municipio,
    "acordo_assinado_pela_sggd": _acordo_assinado_pela_sggd,
    "acordo_assinado_pela_prodesp": _acordo_assinado_pela_prodesp,
    "extrato_publicado": _extrato,
}
