"""Testes de conectividade: a lista que se aplica e o registro de cada execução."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from cadastros.models import Diretorio, ResultadoDoTeste, TesteDeConectividade, TipoDeTeste
from cadastros.servicos.datas import recusar_futura
from cadastros.servicos.diretorio import diretorio_de


@dataclass(frozen=True)
class Teste:
    """Um teste da lista e a sua última execução."""

    tipo: TipoDeTeste
    ultima: TesteDeConectividade | None

    @property
    def falhou(self) -> bool:
        return self.ultima is not None and self.ultima.resultado == ResultadoDoTeste.FALHOU

    @property
    def resolvido(self) -> bool:
        return self.ultima is not None and not self.falhou


def listar(implantacao) -> list[Teste]:
    """Os testes em uso que se aplicam à implantação, com a última execução de cada um."""
    ultimas = {
        t.tipo_id: t
        for t in TesteDeConectividade.objects.filter(implantacao=implantacao)
        .select_related("arquivo")
        .order_by("tipo_id", "-pk")
        .distinct("tipo_id")
    }
    diretorio = diretorio_de(implantacao)
    tipos = TipoDeTeste.objects.em_uso()
    pedidos = [t for t in tipos if t.pedida_a(implantacao.inicio) and se_aplica(t, diretorio)]
    return [Teste(t, ultimas.get(t.pk)) for t in pedidos]


def se_aplica(tipo: TipoDeTeste, diretorio: Diretorio | None) -> bool:
    """As portas do diretório só se testam quando há um."""
    return not tipo.so_com_diretorio or (diretorio is not None and diretorio.existe)


def proximo_pendente(lista: Sequence[Teste]) -> Teste | None:
    return next((t for t in lista if not t.resolvido), None)


def execucoes_de(implantacao, tipo: TipoDeTeste):
    return (
        TesteDeConectividade.objects.filter(implantacao=implantacao, tipo=tipo)
        .select_related("arquivo")
        .order_by("-pk")
    )


def registrar_teste(implantacao, tipo: TipoDeTeste, dados: dict, por) -> TesteDeConectividade:
    """Grava uma execução; as anteriores ficam. Chame em `alterar_fatos`.

    Raises:
        ValidationError: se o teste não se aplica, falta evidência ou a data é futura.
    """
    if not se_aplica(tipo, diretorio_de(implantacao)):
        raise ValidationError(
            "Este teste só se faz quando o município informou um diretório. "
            "Preencha antes os dados do diretório.",
            code="nao_se_aplica",
        )
    recusar_futura(dados.get("executado_em"), "executado_em")
    teste = TesteDeConectividade(implantacao=implantacao, tipo=tipo, registrado_por=por, **dados)
    teste.full_clean()
    teste.save()
    return teste


def dia_do_ultimo_teste(implantacao) -> date | None:
    """O dia do teste mais recente entre os que valem: quando a lista ficou como está."""
    return max((t.ultima.executado_em for t in listar(implantacao) if t.ultima), default=None)
