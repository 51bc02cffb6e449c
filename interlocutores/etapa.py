"""O que a etapa de interlocutores pede, a quem e em que ordem."""

from interlocutores.apuracao import (
    ITEM_DA_DESIGNACAO,
    ITEM_DO_ATO,
    ITEM_DO_CONTATO,
    ITEM_DOS_SUPLENTES,
    apurar,
)
from seicidades.fluxo.declaracao import (
    DiasUteis,
    Etapa,
    Fonte,
    Item,
    Origem,
    Papel,
    registrar,
)

# Quem representa o município troca qualquer um dos quatro, esteja ou não vago o Gestor SEI.
QUEM_REPRESENTA = frozenset({Papel.REPRESENTANTE})
PROGRAMA = Fonte(Origem.PROGRAMA, "Página do programa SEI Cidades")

DESIGNAR_O_GESTOR_SEI = Item(
    chave=ITEM_DA_DESIGNACAO[Papel.GESTOR_SEI],
    titulo="Designar o Gestor SEI",
    ajuda=(
        "Coordena a implantação no município e fala com o gabinete e as secretarias. É quem "
        "envia as etapas para análise. Convém conhecer a prefeitura por dentro e ter tempo."
    ),
    papel=Papel.REPRESENTANTE,
    prazo=DiasUteis(5),
    pagina="interlocutores:gestor_sei",
    por_fato=True,
    minutos=10,
    fonte=PROGRAMA,
)


def _designar(papel: Papel, titulo: str, ajuda: str) -> Item:
    """Os demais são informados pelo Gestor SEI, que já está no lugar."""
    return Item(
        chave=ITEM_DA_DESIGNACAO[papel],
        titulo=titulo,
        ajuda=ajuda,
        papel=Papel.GESTOR_SEI,
        prazo=DiasUteis(10),
        depende_de=(DESIGNAR_O_GESTOR_SEI.chave,),
        pagina=f"interlocutores:{papel}",
        por_fato=True,
        minutos=5,
        fonte=PROGRAMA,
        tambem_por=QUEM_REPRESENTA,
    )


def _confirmar(papel: Papel) -> Item:
    return Item(
        chave=ITEM_DO_CONTATO[papel],
        titulo=f"Confirmar os contatos do {papel.rotulo}",
        ajuda=(
            "Quem exerce o papel confere o próprio cargo, unidade e telefone. Assim a Prodesp "
            "fala com a pessoa certa, e ela sabe o que se espera dela."
        ),
        papel=papel,
        prazo=DiasUteis(5),
        depende_de=(ITEM_DA_DESIGNACAO[papel],),
        pagina=f"interlocutores:contato_{papel}",
        por_fato=True,
        minutos=3,
    )


INTERLOCUTORES = registrar(
    Etapa(
        chave="interlocutores",
        titulo="Interlocutores",
        descricao=(
            "As quatro pessoas que respondem pela implantação no município. Em cidade pequena, "
            "a mesma pessoa pode ter mais de um papel."
        ),
        ordem=2,
        apurar=apurar,
        itens=(
            DESIGNAR_O_GESTOR_SEI,
            _designar(
                Papel.GESTOR_TI,
                "Designar o Gestor de TI",
                "Coordena o suporte de informática: libera a conexão com a rede, abre chamados e "
                "atende dúvidas técnicas. Pode ser alguém de empresa contratada.",
            ),
            _designar(
                Papel.GESTOR_CONHECIMENTO,
                "Designar o Gestor do Conhecimento",
                "Lidera os multiplicadores e os treinamentos internos. Procure quem gosta de "
                "ensinar e conhece a rotina das secretarias.",
            ),
            _designar(
                Papel.GESTOR_DOCUMENTAL,
                "Designar o Gestor Documental",
                "Orienta como produzir documentos e acompanha o arquivo municipal e a tabela de "
                "temporalidade. Em geral é quem cuida do protocolo ou do arquivo.",
            ),
            Item(
                chave=ITEM_DO_ATO,
                titulo="Publicar o ato que designa os interlocutores",
                ajuda=(
                    "Uma portaria com os quatro nomes dá a eles autoridade perante as "
                    "secretarias. Informe número, data e publicação, e anexe a cópia ou o "
                    "endereço."
                ),
                papel=Papel.GESTOR_SEI,
                prazo=DiasUteis(10),
                depende_de=tuple(ITEM_DA_DESIGNACAO.values()),
                pagina="interlocutores:ato",
                por_fato=True,
                minutos=10,
            ),
            Item(
                chave=ITEM_DOS_SUPLENTES,
                titulo="Informar quem substitui cada interlocutor",
                ajuda=(
                    "O suplente faz o mesmo que o titular, e a implantação não para nas férias. "
                    "Se a prefeitura não tem quem indicar, peça dispensa e diga por quê."
                ),
                papel=Papel.GESTOR_SEI,
                prazo=DiasUteis(15),
                depende_de=tuple(ITEM_DA_DESIGNACAO.values()),
                pagina="interlocutores:suplentes",
                por_fato=True,
                dispensavel=True,
                minutos=10,
                tambem_por=QUEM_REPRESENTA,
            ),
            *(_confirmar(papel) for papel in ITEM_DO_CONTATO),
        ),
    )
)
