"""Um roteiro curto com tudo o que o motor distingue, para provar o motor sem as etapas."""

from seicidades.fluxo.declaracao import (
    DiasUteis,
    Etapa,
    Fase,
    Fato,
    Item,
    Lado,
    Papel,
    Roteiro,
)

FATOS: dict[str, Fato] = {}


def apurar(ids):
    """Os fatos que o teste pôs em `FATOS`, iguais para todas."""
    return {pk: dict(FATOS) for pk in ids}


def item(chave: str, papel: Papel = Papel.GESTOR_SEI, **campos) -> Item:
    campos.setdefault("prazo", DiasUteis(10))
    return Item(
        chave=chave,
        titulo=f"Fazer {chave}",
        ajuda=f"O que prova {chave}.",
        papel=papel,
        **campos,
    )


CURTO = Roteiro(
    (
        Etapa(
            chave="comeco",
            titulo="Começo",
            descricao="Por onde se começa.",
            ordem=1,
            itens=(
                item("oficio"),
                item("cadastro", por_fato=True, depende_de=("oficio",)),
                item("conferencia", Papel.GERENTE, lado=Lado.PRODESP),
                item("extrato", Papel.GERENTE, lado=Lado.SGGD),
            ),
            apurar=apurar,
        ),
        Etapa(
            chave="meio",
            titulo="Meio",
            descricao="Onde se regula.",
            ordem=2,
            itens=(
                item("decreto", dispensavel=True),
                item("redes", Papel.GESTOR_TI),
            ),
            apurar=apurar,
        ),
        Etapa(
            chave="arquivo",
            titulo="Arquivo",
            descricao="Corre ao lado.",
            ordem=2,
            trilha=True,
            abre_com="meio",
            papel_de_envio=Papel.GESTOR_DOCUMENTAL,
            itens=(item("tabela", Papel.GESTOR_DOCUMENTAL, depende_de=("decreto",)),),
        ),
        Etapa(
            chave="fim",
            titulo="Fim",
            descricao="Onde se aprende e se usa.",
            ordem=3,
            itens=(
                item("aulas", Papel.GESTOR_CONHECIMENTO),
                item("uso", Papel.GESTOR_SEI, fase=Fase.DEPOIS, por_fato=True),
            ),
            apurar=apurar,
        ),
    )
)
