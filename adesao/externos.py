"""O usuário externo de cada pessoa que assina pelo município, mão a mão, e o que falta refazer.

Como em `servicos`, quem grava chama de dentro de `fluxo.servicos.alterar_fatos`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q

from adesao import assinaturas
from adesao.assinaturas.pessoas import pelo_municipio
from adesao.estados import SEM_LIBERACAO, VEZ_DO_CADASTRO, EstadoDoCadastro
from adesao.models import (
    CadastroExterno,
    MovimentoDoCadastro,
    PapelNoFluxo,
    Parte,
    PessoaQueAssina,
    Representante,
    Signatario,
    TipoDeMovimentoDoCadastro,
)
from adesao.regras import hoje, recusar_anterior, recusar_futura, salvar
from adesao.servicos import representante_atual
from seicidades.comum.formatos import data_curta, lista_e
from seicidades.comum.papeis import Lado

Quem = Representante | PessoaQueAssina


# --- Todas as pessoas de uma cidade


@dataclass
class UsuarioExterno:
    """Uma pessoa do município, em que pé está o cadastro dela e com quem."""

    nome: str
    cargo: str
    cadastro: CadastroExterno | None = None
    representante: bool = False
    ja_assinou_tudo: bool = False
    saiu: bool = False
    faltam: list[Signatario] = field(default_factory=list)

    @property
    def estado(self) -> EstadoDoCadastro:
        cadastro = self.cadastro
        return assinaturas.estado_do_usuario_externo(cadastro.quem if cadastro else None)

    @property
    def selo(self) -> str:
        """A cor do estado, para quem precisa do cadastro ou ainda o tem sem dever."""
        if self.vez == Lado.NINGUEM:
            return "ok" if self.precisa else "neutro"
        return "atencao" if self.vez == Lado.MUNICIPIO else "info"

    @property
    def precisa(self) -> bool:
        """Há o que assinar; quem representa precisa do cadastro antes de haver documento."""
        antes = self.representante and not self.ja_assinou_tudo
        return not self.saiu and bool(self.faltam or antes)

    @property
    def vez(self) -> Lado:
        if self.saiu:
            ativo = self.estado == EstadoDoCadastro.LIBERADO
            return Lado.PRODESP if ativo else Lado.NINGUEM
        return VEZ_DO_CADASTRO[self.estado] if self.precisa else Lado.NINGUEM

    @property
    def desde(self) -> date | None:
        cadastro = self.cadastro
        if cadastro is None:
            return None
        return cadastro.desativado_em or cadastro.liberado_em or cadastro.pedido_em

    @property
    def espera(self) -> str:
        """O que se espera e de quem, para quem tem de saber que o atraso não é seu."""
        if self.saiu and self.vez == Lado.PRODESP:
            return "com a Prodesp, que desativa o cadastro de quem saiu"
        if self.vez == Lado.PRODESP:
            return "com a Prodesp; a cidade espera e não está atrasada"
        if self.vez == Lado.MUNICIPIO:
            return "com o município: a pessoa pede o cadastro no SEI do Estado"
        return "" if self.estado == EstadoDoCadastro.LIBERADO else "sem nada a assinar agora"

    @property
    def instrumentos(self) -> str:
        nomes = dict.fromkeys(str(s.instrumento) for s in self.faltam)
        return lista_e(list(nomes)) if nomes else ""


def da_cidade(implantacao) -> list[UsuarioExterno]:
    """Quem representa, quem mais assina e quem já teve cadastro. Número fixo de consultas."""
    atual = representante_atual(implantacao)
    pessoas: dict[object, UsuarioExterno] = {}
    if atual:
        pessoas[atual] = _de(atual, atual.cargo)
    for signatario in pelo_municipio(implantacao):
        quem = signatario.quem or signatario.nome.lower()
        if atual and assinaturas.e_de(signatario, atual):
            quem = atual
        if quem not in pessoas:
            pessoas[quem] = _de(signatario.quem, signatario.cargo, signatario.nome)
        pessoas[quem].faltam.append(signatario)
    for cadastro in cadastros(implantacao):
        if cadastro.quem not in pessoas:
            pessoas[cadastro.quem] = _de(cadastro.quem, getattr(cadastro.quem, "cargo", ""))
    for quem, pessoa in pessoas.items():
        pessoa.representante = quem == atual
        pessoa.ja_assinou_tudo = pessoa.representante and _ja_assinou_tudo(implantacao, pessoa)
        pessoa.saiu = isinstance(quem, Representante) and quem != atual
    return list(pessoas.values())


def _de(quem: Quem | None, cargo: str, nome: str = "") -> UsuarioExterno:
    cadastro = assinaturas.cadastro_de(quem)
    return UsuarioExterno(quem.nome_publico if quem else nome, cargo, cadastro)


def cadastros(implantacao):
    daqui = Q(representante__implantacao=implantacao) | Q(pessoa__implantacao=implantacao)
    todos = CadastroExterno.objects.filter(daqui)
    return todos.select_related("representante", "pessoa").order_by("pk")


def _ja_assinou_tudo(implantacao, pessoa: UsuarioExterno) -> bool:
    """Os dois documentos da etapa já têm a assinatura do município: não há o que pedir."""
    if pessoa.cadastro or pessoa.faltam:
        return False
    originais = implantacao.adesao_instrumentos.vigentes().originais()
    papeis = originais.filter(
        signatarios__assinado_em__isnull=False, signatarios__parte=Parte.MUNICIPIO
    )
    return set(papeis.values_list("tipo__papel_no_fluxo", flat=True)) >= {
        PapelNoFluxo.ABRE,
        PapelNoFluxo.ACORDO,
    }


def a_refazer(implantacao) -> list[str]:
    """O que falta para que as pessoas da cidade assinem, em frases; vazia, se nada."""
    atual = representante_atual(implantacao)
    if atual is None:
        return []
    frases = []
    for pessoa in da_cidade(implantacao):
        frases += _do_usuario_externo(pessoa)
        for signatario in pessoa.faltam:
            if _so_falta_liberar(signatario):
                frases.append(
                    f"A Prodesp libera a assinatura de {signatario.nome} em "
                    f"{signatario.instrumento}."
                )
    return frases


def _so_falta_liberar(signatario: Signatario) -> bool:
    disponivel = signatario.instrumento.disponibilizado_em is not None
    return disponivel and assinaturas.situacao_de(signatario).estado in SEM_LIBERACAO


def _do_usuario_externo(pessoa: UsuarioExterno) -> list[str]:
    if pessoa.saiu and pessoa.vez == Lado.PRODESP:
        return [
            f"A Prodesp desativa o usuário externo de {pessoa.nome}, que ainda abre os documentos."
        ]
    if not pessoa.faltam or pessoa.estado == EstadoDoCadastro.LIBERADO:
        return []
    if pessoa.estado == EstadoDoCadastro.SEM_CADASTRO:
        return [f"{pessoa.nome} pede o seu cadastro de usuário externo no SEI do Estado."]
    return [f"A Prodesp libera o usuário externo de {pessoa.nome}."]


# --- Pedir, liberar e desativar


def conferir_pedido(quem: Quem | None, pedido_em: date | None) -> None:
    if quem is None:
        raise ValidationError(
            "Ainda não há prefeita ou prefeito registrado. Informe primeiro quem representa "
            "a prefeitura."
        )
    recusar_futura("pedido_em", pedido_em, "o pedido")
    cadastro = assinaturas.cadastro_de(quem)
    if cadastro and cadastro.liberado_em and pedido_em and pedido_em > cadastro.liberado_em:
        raise ValidationError(
            {
                "pedido_em": "O pedido vem depois da liberação, registrada em "
                f"{data_curta(cadastro.liberado_em)}. Confira a data."
            }
        )


def pedir_cadastro_externo(
    implantacao, *, pedido_em: date, quem: Quem | None = None, comprovante=None, por=None
) -> CadastroExterno:
    """Registra que a pessoa pediu o cadastro no SEI do Estado.

    Args:
        quem: se não se diz, quem representa a prefeitura.
    """
    quem = quem or representante_atual(implantacao)
    conferir_pedido(quem, pedido_em)
    dono = "representante" if isinstance(quem, Representante) else "pessoa"
    cadastro = assinaturas.cadastro_de(quem) or CadastroExterno(**{dono: quem})
    antes = {"pedido_em": cadastro.pedido_em}
    dados = {"pedido_em": pedido_em, "comprovante": comprovante or cadastro.comprovante}
    salvar(cadastro, dados)
    anotar_mudancas(cadastro, antes, por=por)
    return cadastro


def conferir_liberacao(quem: Quem | None, liberado_em: date | None) -> None:
    cadastro = assinaturas.cadastro_de(quem)
    if cadastro is None:
        raise ValidationError(
            "O pedido de cadastro ainda não foi registrado. Registre o pedido antes da liberação."
        )
    recusar_futura("liberado_em", liberado_em, "a liberação")
    if liberado_em and liberado_em < cadastro.pedido_em:
        raise ValidationError(
            {
                "liberado_em": f"{data_curta(liberado_em)} vem antes do pedido, em "
                f"{data_curta(cadastro.pedido_em)}. Confira as duas datas."
            }
        )


def conferir_desativacao(liberado_em: date | None, desativado_em: date | None) -> None:
    recusar_futura("desativado_em", desativado_em, "a desativação")
    recusar_anterior("desativado_em", desativado_em, liberado_em, "da liberação")


def liberar_cadastro_externo(
    implantacao,
    *,
    liberado_em: date,
    desativado_em: date | None = None,
    quem: Quem | None = None,
    por=None,
) -> CadastroExterno:
    """Registra que o usuário externo passou de pendente a liberado, ou foi desativado."""
    quem = quem or representante_atual(implantacao)
    conferir_liberacao(quem, liberado_em)
    conferir_desativacao(liberado_em, desativado_em)
    cadastro = quem.cadastro_externo
    novos = {"liberado_em": liberado_em, "desativado_em": desativado_em}
    antes = {campo: getattr(cadastro, campo) for campo in novos}
    salvar(cadastro, novos)
    anotar_mudancas(cadastro, antes, por=por)
    return cadastro


def anotar_mudancas(cadastro: CadastroExterno, antes: Mapping, *, por=None) -> None:
    """Acrescenta à história o que mudou no cadastro.

    Args:
        antes: o valor anterior de cada campo que pode ter mudado.
    """
    for campo, tipo in _TIPO_DO_CAMPO.items():
        dia = getattr(cadastro, campo)
        if campo in antes and antes[campo] != dia:
            if dia:
                _anotar(cadastro, tipo, dia, por)
            elif tipo == TipoDeMovimentoDoCadastro.DESATIVADO:
                _anotar(cadastro, TipoDeMovimentoDoCadastro.REATIVADO, hoje(), por)


_TIPO_DO_CAMPO = {
    "pedido_em": TipoDeMovimentoDoCadastro.PEDIDO,
    "liberado_em": TipoDeMovimentoDoCadastro.LIBERADO,
    "desativado_em": TipoDeMovimentoDoCadastro.DESATIVADO,
}


def _anotar(cadastro: CadastroExterno, tipo: str, dia: date, por) -> None:
    movimento = MovimentoDoCadastro(cadastro=cadastro, tipo=tipo)
    salvar(movimento, {"ocorreu_em": dia, "registrado_por": por})
