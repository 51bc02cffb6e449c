"""Fatos fictícios dos interlocutores, para a demonstração e para os testes.

Grava direto nas tabelas da app, sem passar pelo fluxo nem dar acesso: quem
monta a demonstração cria contas e vínculos. Sempre igual para o mesmo município.
"""

import random
from collections.abc import Iterable, Mapping
from datetime import date

from interlocutores.apuracao import (
    ITEM_DA_DESIGNACAO,
    ITEM_DO_ATO,
    ITEM_DO_CONTATO,
    ITEM_DOS_SUPLENTES,
)
from interlocutores.models import AtoDeDesignacao, Designacao
from seicidades.comum.ficticios import feminino, nomes_ficticios
from seicidades.comum.lote import Lote
from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.contas.models import Usuario

# Por papel: cargo de mulher e de homem, e a unidade.
LUGARES = {
    Papel.GESTOR_SEI: (
        ("Diretora de administração", "Diretor de administração", "Secretaria de Administração"),
        ("Secretária de governo", "Secretário de governo", "Gabinete"),
        ("Chefe de expediente", "Chefe de expediente", "Secretaria de Administração"),
    ),
    Papel.GESTOR_TI: (
        ("Analista de sistemas", "Analista de sistemas", "Departamento de Informática"),
        ("Técnica de informática", "Técnico de informática", "Secretaria de Administração"),
    ),
    Papel.GESTOR_CONHECIMENTO: (
        ("Professora formadora", "Professor formador", "Secretaria de Educação"),
        ("Analista de pessoal", "Analista de pessoal", "Departamento de Recursos Humanos"),
    ),
    Papel.GESTOR_DOCUMENTAL: (
        ("Arquivista", "Arquivista", "Protocolo e Arquivo"),
        ("Chefe do protocolo", "Chefe do protocolo", "Protocolo Geral"),
    ),
}


def preencher(implantacao, datas: Mapping[str, date], *, por) -> None:
    """Cria o que torna satisfeitos os itens de `datas`, e só eles.

    Args:
        datas: item por fato → dia em que ele ficou pronto. O ato pede os quatro
            designados, e o contato, o designado do papel.
        por: não usado aqui; a assinatura é a mesma em todas as etapas.
    """
    preencher_varias([(implantacao, datas, por)])


def preencher_varias(cidades: Iterable[tuple]) -> None:
    """O mesmo de `preencher` para cada (implantação, datas, por); uma instrução por modelo."""
    lote = Lote()
    contas = Usuario.objects.filter(email__endswith="@exemplo.invalid")
    nomes = dict(contas.order_by("pk").values_list("email", "nome"))
    for implantacao, datas, _ in cidades:
        _Cidade(implantacao, datas, lote, nomes).designar()
    lote.gravar()


class _Cidade:
    def __init__(self, implantacao, datas, lote: Lote, contas: Mapping[str, str]):
        self.implantacao = implantacao
        self.datas = datas
        self.lote = lote
        self.contas = contas
        self.codigo = implantacao.orgao.municipio.codigo_ibge
        self.sorte = random.Random(f"interlocutores-{self.codigo}")  # noqa: S311 (repetível)

    def designar(self) -> None:
        ato = self._ato()
        nomes = nomes_ficticios(self.sorte, 2 * len(INTERLOCUTORES))
        for posicao, papel in enumerate(INTERLOCUTORES):
            if inicio := self.datas.get(ITEM_DA_DESIGNACAO[papel]):
                confirmado = self.datas.get(ITEM_DO_CONTATO[papel])
                self._pessoa(
                    papel, nomes[posicao], inicio, ato=ato, contato_confirmado_em=confirmado
                )
            if inicio := self.datas.get(ITEM_DOS_SUPLENTES):
                self._pessoa(papel, nomes[posicao + len(INTERLOCUTORES)], inicio, suplente=True)

    def _ato(self) -> AtoDeDesignacao | None:
        dia = self.datas.get(ITEM_DO_ATO)
        if dia is None:
            return None
        ato = AtoDeDesignacao(
            implantacao=self.implantacao,
            numero=f"{self.sorte.randrange(20, 400)}/{dia.year}",
            data=dia,
            veiculo="Diário Oficial do Município",
            publicado_em=dia,
            link=f"https://diario.exemplo.invalid/{self.codigo}/portaria",
        )
        return self.lote.juntar(ato)

    def _pessoa(self, papel: Papel, nome: str, inicio: date, suplente=False, **campos) -> None:
        """O nome é o da conta, se a demonstração já a criou."""
        prefixo = "suplente-" if suplente else ""
        email = f"{prefixo}{papel.replace('_', '-')}.{self.codigo}@exemplo.invalid"
        nome = self.contas.get(email, nome)
        da_mulher, do_homem, unidade = self.sorte.choice(LUGARES[papel])
        designacao = Designacao(
            implantacao=self.implantacao,
            papel=papel,
            suplente=suplente,
            nome=nome,
            matricula=str(self.sorte.randrange(1000, 9999)),
            cargo=da_mulher if feminino(nome) else do_homem,
            unidade=unidade,
            email=email,
            telefone=f"18{self.sorte.randrange(35000000, 36000000)}",
            inicio=inicio,
            **campos,
        )
        self.lote.juntar(designacao)
